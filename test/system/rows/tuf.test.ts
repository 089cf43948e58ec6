import assert from 'node:assert/strict'
import { lstatSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

import { keptName } from '../../../src/formats/tuf/names.ts'
import { aRelease, sha256Of } from '../../support/a-release.ts'
import { aTufSigner, TufRepository } from '../../support/a-tuf-repository.ts'
import type { Machine } from '../bed/machine.ts'
import { acmed } from '../upgrade/support/acmed.ts'
import { anApp, appText, configOf, homeOf, journalsOf, publicPathOf, unitOf } from '../upgrade/support/an-app.ts'
import { installByHand, put } from '../upgrade/support/an-operators-host.ts'
import { history, leftovers, status } from '../upgrade/support/look.ts'
import { aRow, authorityPath, changed, releasesHost, type Row } from './support/a-row.ts'
import { holds, running, saidBy, starts, touchesNothing } from './support/outcome.ts'

// A publisher with a repository of The Update Framework (decisions/0023), on a web server of plain files, as such repositories are.

test('TUF: both halves on a real machine, each with its own memory', { timeout: 1_500_000 }, async (t) => {
  const life = await aLife(t)
  await using _ = life.row
  await t.test('the newest is taken, and the applying half remembers what it believed', async () => await newest(life))
  await t.test('the next one, signed with other keys: nobody touches the host', async () => await next(life))
  await t.test('V18 an older state is refused by the half that fetches', async () => await rolledBack(life))
  await t.test('V18 and by the half that applies, when the other one has lost its memory', async () => await rolledBackFurther(life))
  await t.test('V18 a target of other bytes, or of more, is refused; the honest one is taken', async () => await tampered(life))
})

/** A moment of the repository, as somebody between may have kept it: its files by their path below the site. */
type State = ReadonlyMap<string, Buffer>
interface Life { readonly row: Row & AsyncDisposable; readonly repository: TufRepository; readonly pinned: Buffer; readonly older: { state: State } }

const app = anApp({ name: 'acme', port: 7001 })
const rootPath = '/etc/app-upgrade/acme.root.json'
const memory = `/var/lib/app-upgrade/${app.name}/tuf`
const untouched = { paths: [publicPathOf(app), homeOf(app), journalsOf(app), memory], unit: unitOf(app) }
const artifactOf = (version: string): string => `acme-v${version}-linux-amd64.tar.gz`

async function aLife(t: TestContext): Promise<Life> {
  const row = await aRow(t, { suite: 'bookworm' })
  const repository = aRepository()
  await installByHand(row.host, app)
  put(row.host, rootPath, repository.pinned)
  put(row.host, configOf(app), configText())
  return { row, repository, pinned: repository.pinned, older: { state: new Map() } }
}

/** Its second root, and all that stands on it, holds by the clock of this machine, which the machine inside goes by. */
function aRepository(): TufRepository {
  const repository = new TufRepository()
  const tomorrow = new Date(Date.now() + 24 * 60 * 60 * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
  for (const role of Object.values(repository.roles)) role.expires = tomorrow
  repository.publishRoot()
  return repository
}

function configText(): string {
  const where = `metadata = "https://${releasesHost}/metadata"\nroot = "${rootPath}"\n`
  const source = `[source]\nkind = "tuf"\n${where}targets = "https://${releasesHost}/targets"\nartifact = "acme-{tag}-linux-{arch}.tar.gz"\n`
  return changed(appText(app, 'none', { source, more: `[network]\ncertificates = "${authorityPath}"\n` }), [['kind  = "minisign"\nkeys  = ["none"]\nsigns = "SHA256SUMS"\n', `kind = "tuf"\n${where}`]])
}

/** The publisher has exactly these releases from now on. */
function release({ row, repository }: Life, ...versions: readonly string[]): State {
  repository.targets = Object.fromEntries(versions.map((version) => [artifactOf(version), { bytes: aRelease({ app: app.name, version, members: { acmed: acmed({ version }) } }).bytes }]))
  repository.publish()
  const targets = Object.entries(repository.targets).map(([name, { bytes }]) => [`targets/${sha256Of(bytes)}.${name}`, bytes] as const)
  const state = new Map([...targets, ...[...repository.files].map(([name, bytes]) => [`metadata/${name}`, bytes] as const)])
  serve(row, state)
  return state
}

function serve({ site }: Row, state: State): void {
  for (const folder of ['metadata', 'targets']) {
    rmSync(join(site, folder), { recursive: true, force: true })
    mkdirSync(join(site, folder))
  }
  for (const [path, bytes] of state) writeFileSync(join(site, path), bytes)
}

async function runsNow({ row: { host: { machine } } }: Life, version: string): Promise<void> {
  assert.equal(await running(machine, app.port), version)
  await holds(machine, publicPathOf(app), acmed({ version }))
  assert.equal((await status(machine, app)).live, version)
  assert.deepEqual(leftovers(machine, app), [])
}

async function newest(life: Life): Promise<void> {
  const { row: { host: { machine } }, pinned } = life
  release(life, '1.1.0', '1.2.0')
  await starts(machine, app.name, 0)
  await runsNow(life, '1.2.0')
  assert.match(await saidBy(machine, app.name), /the role .targets. of the repository whose first root is '\/etc\/app-upgrade\/acme\.root\.json' signed .*; its root is version 2 now/)
  const outside = join(machine.root, memory)
  assert.deepEqual(readdirSync(outside), [keptName(pinned)])
  const { mode, uid } = lstatSync(outside)
  assert.deepEqual([mode & 0o777, uid], [0o700, 0])
}

async function next(life: Life): Promise<void> {
  const { row: { host: { machine } }, repository, older } = life
  const before = [...repository.roles.root.signers]
  for (const role of Object.values(repository.roles)) role.signers = [aTufSigner()]
  repository.publishRoot(before)
  // 1.9.0 stood there once, and was withdrawn before this machine looked.
  older.state = release(life, '1.2.0', '1.9.0')
  release(life, '1.2.0', '1.3.0')
  await starts(machine, app.name, 0)
  await runsNow(life, '1.3.0')
  assert.match(await saidBy(machine, app.name), /its root is version 3 now/)
}

/** Signed with the keys of now, and not expired: only who remembers can tell. */
async function rolledBack({ row, row: { host: { machine } }, older }: Life): Promise<void> {
  serve(row, older.state)
  for (const instance of [app.name, `${app.name}@1.9.0`]) await refused(machine, instance, /'timestamp\.json' is version \d+, and version \d+ was seen here before/)
}

/** The half that fetches takes 1.9.0 in good faith now. */
async function rolledBackFurther({ row: { host: { machine } } }: Life): Promise<void> {
  await machine.must(['rm', '-r', `/var/cache/app-upgrade/${app.name}`])
  await refused(machine, app.name, /shelved acme-v1\.9\.0.*'timestamp\.json' is version \d+, and version \d+ was seen here before/s)
}

async function refused(machine: Machine, instance: string, words: RegExp): Promise<void> {
  const before = (await saidBy(machine, instance)).length
  await touchesNothing(machine, untouched, async () => await starts(machine, instance, 40))
  assert.match((await saidBy(machine, instance)).slice(before), words)
}

async function tampered(life: Life): Promise<void> {
  const { row, row: { host: { machine } } } = life
  const honest = release(life, '1.3.0', '1.4.0')
  const [path = '', bytes = Buffer.of()] = [...honest].find(([name]) => name.endsWith(artifactOf('1.4.0'))) ?? []
  const flipped = Buffer.from(bytes)
  flipped.writeUInt8(flipped.readUInt8(40) ^ 1, 40)
  for (const [spoiled, words] of [[flipped, /sha256/], [Buffer.concat([bytes, Buffer.of(0)]), /longer than its publisher signed/]] as const) {
    serve(row, new Map([...honest, [path, spoiled]]))
    await refused(machine, app.name, words)
  }
  serve(row, honest)
  await starts(machine, app.name, 0)
  await runsNow(life, '1.4.0')
  assert.deepEqual((await history(machine, app)).map((one) => `${one.to} ${one.outcome}`), ['1.2.0 upgraded', '1.3.0 upgraded', '1.4.0 upgraded'])
}
