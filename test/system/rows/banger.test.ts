import assert from 'node:assert/strict'
import { appendFileSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'

import { finalEventIds } from '../../../src/cli/final-event-ids.ts'
import type { DaemonWishes } from '../upgrade/support/acmed.ts'
import { anApp } from '../upgrade/support/an-app.ts'
import { put } from '../upgrade/support/an-operators-host.ts'
import { finalEvents, history, leftovers, property, theFinalEventOf } from '../upgrade/support/look.ts'
import { start, type } from '../upgrade/support/operate.ts'
import { aRow, releasesHost, type Row, useShippedFile } from './support/a-row.ts'
import { holds, running, saidBy, starts, touchesNothing } from './support/outcome.ts'
import { program } from './support/program.ts'
import { anEcdsaKey, ecdsaSign, type Files, sha256sums, tarball } from './support/publisher.ts'

// banger (formats.md 5): manifest.json on the publisher's own server, a flat tarball of exactly three programs, SHA256SUMS and its ECDSA signature. Two
// daemons, in order; the programs lie in two directories.

test('banger: a manifest, three programs, two daemons', { timeout: 600_000 }, async (t) => {
  const life = await aLife(t)
  await using _ = life.row
  await t.test('P6 check needs no privilege', async () => await checked(life))
  await t.test('P7 --dry-run leaves everything as it is', async () => await dry(life))
  await t.test('R9 latest_stable: all three files, both daemons, in their order', async () => await upgraded(life))
  await t.test('a doctor that is not content: all three go back, and both daemons run again', async () => await ill(life))
  await t.test('P13 migrations: needed is no obstacle; a new daemon that cannot work with the database is refused before anything', async () => await migrations(life))
  await t.test('P3 --to v9.9.9 fails before anything', async () => await unknown(life))
  await t.test('E3 V4 V16 D1 P11: one member too many, one too few, tampered sums, a stranger, too much of anything', async () => await refused(life))
})

interface Life { readonly row: Row & AsyncDisposable; readonly key: string; readonly stranger: string; readonly root: string }

const app = anApp({ name: 'banger', layout: 'in-place', port: 7001 })
const places = { 'banger-vsock-agent': '/usr/local/lib/banger/banger-vsock-agent', bangerd: '/usr/local/bin/bangerd', banger: '/usr/local/bin/banger' } as const
const units = ['bangerd-root.service', 'bangerd.service'] as const
const tarballOf = (tag: string): string => `banger-${tag}-linux-amd64.tar.gz`

interface Wishes extends DaemonWishes { readonly doctor?: 'fails'; readonly schema?: 'incompatible' }

/** `banger v0.1.0 (commit abcd1234, built 2026-04-28T20:45:50Z)`, and the same of the daemon. */
function programs({ doctor, schema, ...wishes }: Wishes): Files {
  const says = (name: string): string => `${name} v${wishes.version} (commit abcd1234, built 2026-04-28T20:45:50Z)`
  return {
    banger: program(wishes, { '--version': { says: says('banger') }, doctor: doctor === 'fails' ? { says: 'FAIL: no bridge', exit: 1 } : { says: 'all checks passed' } }),
    bangerd: program(wishes, { '--version': { says: says('bangerd') }, '--check-migrations': schema === 'incompatible' ? { says: 'schema 9 is newer than 8', exit: 2 } : { says: '1 migration needed', exit: 1 } }),
    'banger-vsock-agent': `agent ${wishes.version}`,
  }
}

async function aLife(t: TestContext): Promise<Life> {
  const row = await aRow(t, { suite: 'bookworm' })
  const { host, host: { machine }, scratch, site } = row
  const [key, stranger] = [anEcdsaKey(join(scratch, 'key')), anEcdsaKey(join(scratch, 'stranger'))]
  const files = programs({ version: '0.1.0' })
  for (const [name, path] of Object.entries(places)) put(host, path, files[name] ?? '', 0o755)
  for (const [index, name] of units.entries()) put(host, `/etc/systemd/system/${name}`, `[Unit]\nAfter=${index === 0 ? '' : units[0]}\n[Service]\nType=notify\nExecStart=/usr/local/bin/bangerd ${app.port + index}\nRestart=on-failure\nRestartSec=100ms\n[Install]\nWantedBy=multi-user.target\n`)
  put(host, '/etc/app-upgrade/banger.pem', key.publicPem)
  useShippedFile(row, 'banger')
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'start', ...units])
  const root = join(site, 'banger')
  mkdirSync(root)
  return { row, key: key.secretKey, stranger: stranger.secretKey, root }
}

/** Null: left out. */
type Changed = Readonly<Record<string, string | Buffer | null>>

/** As their script makes it: `<tag>/` with the three files, flat, and the list of one line, signed as `cosign sign-blob --key` does. */
function release({ root, key }: Life, wishes: Wishes, more: Changed = {}): string {
  const folder = join(root, `v${wishes.version}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const files = Object.entries({ ...programs(wishes), ...more }).filter((one): one is [string, string | Buffer] => one[1] !== null)
  tarball(join(folder, tarballOf(`v${wishes.version}`)), null, Object.fromEntries(files))
  sha256sums(folder, [tarballOf(`v${wishes.version}`)])
  signWith(folder, key)
  return folder
}

const signWith = (folder: string, key: string): void => { writeFileSync(join(folder, 'SHA256SUMS.sig'), `${ecdsaSign(join(folder, 'SHA256SUMS'), key)}\n`) }

/** One key on each line: their installer reads it with sed. */
function list({ root }: Life, versions: readonly string[], more: Readonly<Record<string, unknown>> = {}): void {
  const url = (version: string, name: string): string => `https://${releasesHost}/banger/v${version}/${name}`
  const releases = versions.map((version) => ({ version: `v${version}`, tarball_url: url(version, tarballOf(`v${version}`)), sha256sums_url: url(version, 'SHA256SUMS'), sha256sums_sig_url: url(version, 'SHA256SUMS.sig') }))
  writeFileSync(join(root, 'manifest.json'), JSON.stringify({ schema_version: 1, latest_stable: `v${versions[0] ?? ''}`, releases, ...more }, null, 2))
}

async function checked(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  release(life, { version: '0.2.0' })
  list(life, ['0.2.0', '0.1.0'])
  const ran = await machine.exec(['setpriv', '--reuid=nobody', '--regid=nogroup', '--clear-groups', 'app-upgrade', 'check', 'banger', '--exit-code'])
  assert.equal(ran.code, 30, ran.stderr)
  assert.match(ran.stdout, /banger: 0\.2\.0 is available/)
}

async function dry(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  await untouched(life, async () => {
    const { exit, out, err } = await type(machine, 'upgrade', 'banger', '--dry-run')
    assert.equal(exit, 0, err)
    assert.match(out, /0\.2\.0 would become live \(was 0\.1\.0\)/)
  })
  assert.deepEqual(await history(machine, app), [])
}

async function untouched({ row: { host: { machine } } }: Life, act: () => Promise<unknown>): Promise<void> {
  const run = await property(machine, units[1], 'InvocationID')
  await touchesNothing(machine, { paths: ['/usr/local/bin', '/usr/local/lib/banger', '/var/lib/app-upgrade/banger/journals'], unit: units[0] }, act)
  assert.equal(await property(machine, units[1], 'InvocationID'), run)
}

async function runs({ row: { host: { machine } } }: Life, version: string): Promise<void> {
  const files = programs({ version })
  for (const [name, path] of Object.entries(places)) await holds(machine, path, files[name] ?? '')
  assert.deepEqual([await running(machine, app.port), await running(machine, app.port + 1)], [version, version])
}

async function upgraded(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const event = await theFinalEventOf(machine, app, async () => await starts(machine, 'banger', 0))
  assert.deepEqual([event['MESSAGE_ID'], event['APP_UPGRADE_FROM'], event['APP_UPGRADE_TO']], [finalEventIds.upgraded, '0.1.0', '0.2.0'])
  await runs(life, '0.2.0')
  for (const [name, path] of Object.entries(places)) await holds(machine, `${path}.prev`, programs({ version: '0.1.0' })[name] ?? '')
  const [root, user] = await Promise.all(units.map(async (unit) => Number(await property(machine, unit, 'ExecMainStartTimestampMonotonic'))))
  assert.ok((root ?? 0) < (user ?? 0), 'the order of the file')
  assert.match(await saidBy(machine, 'banger'), /ECDSA key \S+ signed SHA256SUMS/)
  assert.equal((await start(machine, 'banger')).exit, 0)
  assert.equal((await history(machine, app)).length, 1, 'what is live already is nothing to do')
}

async function ill(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  release(life, { version: '0.3.0', doctor: 'fails' })
  list(life, ['0.3.0', '0.2.0', '0.1.0'])
  await starts(machine, 'banger', 41)
  await runs(life, '0.2.0')
  assert.match(await saidBy(machine, 'banger'), /probe 'exec' says: \/usr\/local\/bin\/banger ended with status 1: FAIL: no bridge/)
  assert.deepEqual((await history(machine, app)).map((one) => `${one.to} ${one.outcome} ${one.running}`), ['0.2.0 upgraded 0.2.0', '0.3.0 rolled-back 0.2.0'])
}

/** Until here each new one has said 1: needed, and safe. */
async function migrations(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  release(life, { version: '0.3.1', schema: 'incompatible' })
  list(life, ['0.3.1', '0.2.0', '0.1.0'])
  await untouched(life, async () => {
    const { exit, err } = await type(machine, 'upgrade', 'banger')
    assert.equal(exit, 40, err)
    assert.match(err, /bangerd says no: schema 9 is newer than 8/)
  })
}

async function unknown(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  await untouched(life, async () => {
    const { exit, err } = await type(machine, 'upgrade', 'banger', '--to', 'v9.9.9')
    assert.equal(exit, 69, err)
    assert.match(err, /9\.9\.9/)
  })
}

function withLongList(folder: string): string {
  appendFileSync(join(folder, 'SHA256SUMS'), '# \n'.repeat(8000))
  return folder
}

async function refused(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const folder = (wishes: Changed = {}): string => release(life, { version: '0.4.0' }, wishes)
  const cases: readonly (readonly [exit: number, words: RegExp, make: () => void])[] = [
    [40, /'install\.sh', which is not among its agreed members/, () => void folder({ 'install.sh': '#!/bin/sh\n' })],
    [65, /'banger-vsock-agent'/, () => void folder({ 'banger-vsock-agent': null })],
    [40, /signature/, () => { appendFileSync(join(folder(), 'SHA256SUMS'), '# tampered\n') }],
    [40, /its sha256 is/, () => { appendFileSync(join(folder(), tarballOf('v0.4.0')), 'x') }],
    [40, /signature/, () => { signWith(folder(), life.stranger) }],
    [65, /signature is malformed/, () => { writeFileSync(join(folder(), 'SHA256SUMS.sig'), '!!!!') }],
    [65, /'SHA256SUMS' is larger than 16384 bytes/, () => { signWith(withLongList(folder()), life.key) }],
    [40, /schema version 2/, () => { list(life, ['0.4.0'], { schema_version: 2 }) }],
    [65, /manifest\.json is larger than 1048576 bytes/, () => { list(life, ['0.4.0'], { notes: 'x'.repeat(1 << 20) }) }],
    [40, /SHA256SUMS\.sig/, () => { rmSync(join(folder(), 'SHA256SUMS.sig')) }],
  ]
  const ended: unknown[] = []
  for (const [, words, make] of cases) {
    list(life, ['0.4.0', '0.2.0'])
    make()
    const before = (await saidBy(machine, 'banger@v0.4.0')).length
    await untouched(life, async () => ended.push((await start(machine, 'banger@v0.4.0')).exit))
    assert.match((await saidBy(machine, 'banger@v0.4.0')).slice(before), words)
  }
  assert.deepEqual(ended, cases.map(([exit]) => exit))
  assert.ok((await finalEvents(machine, app)).some((event) => event['MESSAGE_ID'] === finalEventIds.tampered && event['PRIORITY'] === '2'))
  assert.deepEqual(leftovers(machine, app), [])
  assert.ok(!existsSync(join(machine.root, '/var/cache/app-upgrade/banger/fetch')), 'partial files')
}
