import assert from 'node:assert/strict'
import { copyFileSync, existsSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'

import { makePackage } from '../../../packaging/package/make-package.ts'
import type { ListReport } from '../../../src/upgrade/report.ts'
import { anApp, appText, homeOf, offersOf, publicPathOf, unitOf } from './support/an-app.ts'
import { anOperatorsHost, type Host, installByHand, type Installed, put } from './support/an-operators-host.ts'
import { signer } from './support/an-offer.ts'
import { answers, history, property, status } from './support/look.ts'
import { start, type } from './support/operate.ts'
import { stoppedAfter } from './support/stopped-after.ts'
import { waitingToGoBack } from './support/waiting-to-go-back.ts'

type Stage = Installed & { readonly host: Host }
type Wishes = Parameters<typeof anApp>[0] & { readonly more?: string }
let port = 7500

test('the way back, and whoever is at work at the same time', { timeout: 1_500_000 }, async (t) => {
  await using host = await anOperatorsHost({ suite: 'trixie' })
  const stage = async ({ more, ...wishes }: Wishes): Promise<Stage> => ({ host, ...await installByHand(host, anApp({ port: port++, ...wishes }), more === undefined ? {} : { more }) })
  for (const layout of ['links', 'in-place'] as const) {
    await t.test(`P15 ${layout}: back to any release that ran here, without its source; list says which`, async () => await anyRelease(await stage({ name: `any${layout === 'links' ? 'l' : 'p'}`, layout, more: keeping(4) })))
  }
  await t.test('f05 f06 a rollback that is asked for in the middle of an upgrade waits, then applies', async () => await backMeanwhile(await stage({ name: 'meanwhile' })))
  await t.test('f06 when the upgrade rolls back by itself, nothing is left to do', async () => await backByItself(await stage({ name: 'itself' })))
  await t.test('f07 two want to go back at once: one goes, and nobody goes too far', async () => await bothBack(await stage({ name: 'both' })))
  await t.test('f03 f04 two apps that manage one place take turns; others are not held up', async () => await onePlace(await stage({ name: 'oneplace' }), await stage({ name: 'other' })))
  await t.test('f20 P16 a release that a process still executes is not removed, whoever’s it is', async () => await stillExecuted(await stage({ name: 'still', files: ['acmed', 'acme'], more: keeping(2) })))
  await t.test('f22 our own package is upgraded in the middle of a run', async () => await ourselves(await stage({ name: 'ourselves' })))
})

const keeping = (releases: number): string => `[policy]\nkeep_releases = ${releases}\n`

async function upgradeTo({ host: { machine }, app, offer }: Stage, version: string): Promise<void> {
  offer.add({ version })
  const { exit, said } = await start(machine, `${app.name}@${version}`)
  assert.equal(exit, 0, said)
}

async function listed({ host: { machine }, app }: Stage): Promise<ReadonlyMap<string, ListReport['releases'][number]>> {
  const { releases } = JSON.parse(await machine.must(['app-upgrade', 'list', app.name, '--json'])) as ListReport
  return new Map(releases.map((release) => [release.version, release]))
}
const statesIn = (releases: ReadonlyMap<string, { readonly state: string }>): Readonly<Record<string, string>> => Object.fromEntries([...releases].map(([version, { state }]) => [version, state] as const).toSorted(([one], [other]) => (one < other ? -1 : 1)))

async function anyRelease(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  for (const version of ['1.1.0', '1.2.0', '1.3.0']) await upgradeTo(stage, version)
  offer.add({ version: '2.0.0', ill: 'exits' })
  assert.equal((await start(machine, `${app.name}@2.0.0`)).exit, 41)
  // No source from here on.
  renameSync(join(machine.root, offersOf(app)), join(machine.root, `${offersOf(app)}.gone`))
  const before = await listed(stage)
  assert.deepEqual(statesIn(before), { '1.1.0': 'older', '1.2.0': 'kept', '1.3.0': 'live', '2.0.0': 'failed' })
  assert.ok((before.get('1.3.0')?.sizeBytes ?? 0) > 1000)
  const unprivileged = await machine.exec(['setpriv', '--reuid=65534', '--clear-groups', 'app-upgrade', 'list', app.name])
  assert.equal(unprivileged.code, 0, unprivileged.stderr)
  assert.match(unprivileged.stdout, /1\.1\.0 +unknown .*\nnote: |only root may read/s)
  assert.equal((await type(machine, 'rollback', app.name, '--to', '1.1.0', '--reason', 'as agreed')).exit, 0)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.deepEqual((await status(machine, app)).skipped.map(({ version }) => version).toSorted(), ['1.3.0', '2.0.0'])
  // By history, not by sorting: what ran before 1.1.0 is what was just left, and that is skipped.
  const again = await type(machine, 'rollback', app.name)
  assert.equal(again.exit, 40, again.err)
  assert.match(again.err, /1\.3\.0, which ran before, is skipped: as agreed/)
  const never = await type(machine, 'rollback', app.name, '--to', '9.9.9')
  assert.equal(never.exit, 40)
  assert.match(never.err, /still here, and reached with .*: (?=.*1\.3\.0)(?=.*1\.2\.0)/)
  assert.equal((await type(machine, 'rollback', app.name, '--force')).exit, 0)
  assert.equal(await answers(machine, app), '1.3.0')
  const damaged = app.layout === 'links' ? `${homeOf(app)}/releases/1.2.0/acmed` : `/var/lib/app-upgrade/${app.name}/releases/1.2.0/acmed`
  put(stage.host, damaged, 'other', 0o755)
  const refused = await type(machine, 'rollback', app.name, '--to', '1.2.0')
  assert.equal(refused.exit, 40)
  assert.match(refused.err, /cannot be returned to: '.*' is not what ran then/)
  assert.equal((await listed(stage)).get('1.2.0')?.state, 'damaged')
}

async function backMeanwhile(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  offer.add({ version: '1.1.0' })
  const upgrade = await stoppedAfter(machine, app, 'began watch')
  const back = await waitingToGoBack(machine, app)
  await upgrade.letGo()
  assert.equal((await upgrade.ended).exit, 0)
  assert.equal(await back.exit, 0, back.said())
  assert.deepEqual((await history(machine, app)).map(({ way, outcome, running }) => [way, outcome, running]), [['on', 'upgraded', '1.1.0'], ['back', 'upgraded', '1.0.0']])
  assert.equal(await answers(machine, app), '1.0.0')
}

async function backByItself(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  await upgradeTo(stage, '1.1.0')
  offer.add({ version: '1.2.0', ill: 'unwell' })
  const upgrade = await stoppedAfter(machine, app, 'began watch', '1.2.0')
  const back = await waitingToGoBack(machine, app)
  await upgrade.letGo()
  assert.equal((await upgrade.ended).exit, 41)
  assert.equal(await back.exit, 0, back.said())
  assert.match(back.said(), /1\.1\.0 is live already/)
  assert.equal(await answers(machine, app), '1.1.0')
}

async function bothBack(stage: Stage): Promise<void> {
  const { host: { machine }, app } = stage
  await upgradeTo(stage, '1.1.0')
  const exits = await Promise.all([type(machine, 'rollback', app.name), type(machine, 'rollback', app.name)])
  assert.ok(exits.some(({ exit }) => exit === 0), JSON.stringify(exits))
  // The other came after the whole of it (what ran before is skipped then), in the middle, or while it had not begun yet.
  for (const { exit, err } of exits) assert.ok([0, 40, 75].includes(exit ?? -1), `${exit}: ${err}`)
  assert.equal(await answers(machine, app), '1.0.0')
  assert.equal((await history(machine, app)).filter(({ way }) => way === 'back').length, 1)
}

async function onePlace(stage: Stage, other: Stage): Promise<void> {
  const { host, app, offer } = stage
  const { machine } = host
  // As a vendor's file and an administrator's own may speak of one daemon.
  put(host, '/etc/app-upgrade/twin.toml', appText(app, signer.keyLine))
  offer.add({ version: '1.1.0' })
  const refused = await type(machine, 'upgrade', app.name)
  assert.deepEqual([refused.exit, await answers(machine, app)], [40, '1.0.0'], refused.err)
  assert.match(refused.err, new RegExp(`'${homeOf(app)}' is a place of two apps, 'oneplace' \\(/etc/app-upgrade/oneplace\\.toml:\\d+\\) and 'twin' \\(/etc/app-upgrade/twin\\.toml:\\d+\\): each would undo what the other one did`))
  const first = await stoppedAfter(machine, app, 'began watch', async () => await type(machine, 'upgrade', app.name, '--force'))
  const second = await start(machine, 'twin@v1.1.0')
  assert.equal(second.exit, 75, second.said)
  const told = (await machine.journal('-u', 'app-upgrade@twin@v1.1.0')).map((line) => line['MESSAGE']).join('\n')
  assert.match(told, /another run of app-upgrade is at work: transaction \S+, process \d+, asked by .*, for 'oneplace'/)
  await upgradeTo(other, '1.1.0')
  await first.letGo()
  assert.equal((await first.ended).exit, 0)
  const after = await type(machine, 'upgrade', 'twin')
  assert.equal(after.exit, 0, after.err)
  assert.match(after.out + after.err, /'oneplace' manages the same place as 'twin'/)
  assert.equal(await answers(machine, app), '1.1.0')
  await machine.must(['rm', '/etc/app-upgrade/twin.toml'])
}

async function stillExecuted(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  const release = (version: string): string => join(machine.root, `${homeOf(app)}/releases/${version}`)
  // A program of the release, not a script: who executes that is its interpreter's affair.
  offer.add({ version: '1.1.0' }, readFileSync(join(machine.root, '/usr/bin/sleep')))
  assert.equal((await start(machine, `${app.name}@1.1.0`)).exit, 0)
  await machine.must(['systemd-run', '--quiet', '--unit=elder', '--property=User=nobody', '--property=Type=exec', `${homeOf(app)}/releases/1.1.0/acme`, '3600'])
  for (const version of ['1.2.0', '1.3.0', '1.4.0']) await upgradeTo(stage, version)
  assert.deepEqual(['1.1.0', '1.2.0', '1.3.0', '1.4.0'].map((version) => existsSync(release(version))), [true, false, true, true])
  assert.equal((await listed(stage)).get('1.1.0')?.running, 'yes')
  assert.equal(await property(machine, 'elder.service', 'ActiveState'), 'active')
  await machine.must(['systemctl', 'stop', 'elder.service'])
  await upgradeTo(stage, '1.5.0')
  assert.deepEqual(['1.1.0', '1.3.0', '1.4.0', '1.5.0'].map((version) => existsSync(release(version))), [false, false, true, true])
}

/** Another build of the same program, as an administrator's `apt upgrade` would bring it at a bad moment. */
async function ourselves(stage: Stage): Promise<void> {
  const { host: { machine }, app, offer } = stage
  offer.add({ version: '1.1.0' })
  copyFileSync(await makePackage({ format: 'deb', arch: 'x64', compression: 'fast' }), join(machine.root, 'root/ours.deb'))
  await machine.must(['dpkg-deb', '-R', '/root/ours.deb', '/root/build'])
  await machine.must(['sed', '-i', 's/^Version:.*/Version: 99.0/', '/root/build/DEBIAN/control'])
  await machine.must(['dpkg-deb', '-Znone', '-b', '/root/build', '/root/newer.deb'])
  const inode = await machine.must(['stat', '-c', '%i', '/usr/bin/app-upgrade'])
  const upgrade = await stoppedAfter(machine, app, 'began watch')
  await machine.must(['dpkg', '-i', '/root/newer.deb'])
  assert.notEqual(await machine.must(['stat', '-c', '%i', '/usr/bin/app-upgrade']), inode)
  await upgrade.letGo()
  const { exit, said } = await upgrade.ended
  assert.equal(exit, 0, said)
  assert.equal(await answers(machine, app), '1.1.0')
  assert.equal((await history(machine, app)).at(-1)?.outcome, 'upgraded')
  await upgradeTo(stage, '1.2.0')
  assert.equal(await answers(machine, app), '1.2.0')
  assert.ok(existsSync(join(machine.root, `${homeOf(app)}/releases/1.1.0`)))
  assert.equal(await property(machine, unitOf(app), 'ActiveState'), 'active')
  assert.match(await machine.must(['readlink', publicPathOf(app)]), /current/)
}
