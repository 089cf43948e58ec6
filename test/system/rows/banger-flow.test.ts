import assert from 'node:assert/strict'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'

import { compiled, versionedLibrary } from '../../support/compiled.ts'
import { put } from '../upgrade/support/an-operators-host.ts'
import { history, status, theFinalEventOf } from '../upgrade/support/look.ts'
import { stoppedAfter } from '../upgrade/support/stopped-after.ts'
import { aFlow, ends, type Flow, frozen, inOrder, invocations, killedAfter, offer, refuses, registry, upgradeTo, whole } from './support/banger-flow.ts'
import { app, type Changed, dataFile, installFile, installText, operationsFile, places, programs, runs, type Wishes } from './support/banger.ts'
import { holds } from './support/outcome.ts'

// banger's flow (formats.md 5.2): what its daemon does, its database, its rehearsal, three programs in two directories, two daemons in order, its doctor, and
// the file that says what is installed. First it goes well, then each part of it fails in turn; each time all of it is of one version, virtual machines run on
// and nothing is left behind.

test('banger: three programs and two daemons are one, whatever fails', { timeout: 1_500_000 }, async (t) => {
  const flow = await aFlow(t)
  await using _ = flow.life.row
  await t.test('R9 R12 it goes well: each in its turn, what is installed is told, and virtual machines run on', async () => await well(flow))
  await t.test('P12 the daemon is at work, or does not say clearly whether it is; packages are being changed', async () => await notNow(flow))
  await t.test('P13 what the release would do to the database', async () => await migrations(flow))
  await t.test('g11 the release does not stand its rehearsal', async () => await rehearsals(flow))
  await t.test('P7 --dry-run stops there, with the plan', async () => await dry(flow))
  await t.test('S1 S2 the second of three files cannot be exchanged, or the third', async () => await halfWay(flow))
  await t.test('R2 R5 R6 g36 one of both fails, or is not ready, or the doctor is not content: all is restored, and restarted', async () => await ill(flow))
  await t.test('S9 the helper is killed between the two restarts', async () => await killed(flow))
  await t.test('the file that says what is installed cannot be changed, before and after', async () => await unrecorded(flow))
  await t.test('P15 rollback by hand: three programs, two daemons, and what is said of them', async () => await back(flow))
  await t.test('P13 a migration with a snapshot: the second daemon fails, and the database is what it was', async () => await putBack(flow))
  await t.test('P13 a migration without a way back: all three stay, ill as they are, and a newer release mends it', async () => await stays(flow))
  await t.test('P12 by force, and recorded', async () => await forced(flow))
})

const configured = '/etc/app-upgrade/banger.toml.d/95-case.toml'
/** Who is waited for in vain is waited for briefly; all others have the time that a busy machine takes. */
const [brieflyAsked, brieflyWatched] = ['[data]\ntimeout = "2s"\n', '[health]\ndeadline = "5s"\n']

async function well(flow: Flow): Promise<void> {
  const { life: { row: { host: { machine } } } } = flow
  await runs(flow.life, { version: '0.1.0' })
  offer(flow, { version: '0.2.0' })
  const said = await ends(flow, { exit: 0, says: /0\.2\.0 is live \(was 0\.1\.0\)/ }, upgradeTo('0.2.0'))
  assert.match(said, /processes of the run before go on, as KillMode= of 'bangerd-root\.service' wants: \d+ sleep/)
  assert.match(said, /version 0\.2\.0 migrates the data of 'banger': 1 migration needed; 0\.1\.0 is said to be able to live with them/)
  await inOrder(flow)
  await whole(flow, { version: '0.2.0' })
  assert.equal(await machine.must(['stat', '-c', '%a', installFile]), '640\n')
  const before = programs({ version: '0.1.0' })
  for (const name of Object.keys(places) as (keyof typeof places)[]) await holds(machine, `${places[name]}.prev`, before[name])
  assert.deepEqual((await history(machine, app)).map((one) => `${one.from} ${one.to} ${one.outcome} ${one.running}`), ['0.1.0 0.2.0 upgraded 0.2.0'])
}

async function notNow(flow: Flow): Promise<void> {
  const { host, host: { machine } } = flow.life.row
  offer(flow, { version: '0.3.0' })
  put(host, operationsFile, '{"operations": [{"kind": "vm.create", "id": 4711, "done": false}, {"kind": "image.pull", "id": 12, "done": true}, {"kind": "metrics.push", "id": 13, "done": false}]}')
  await refuses(flow, { exit: 75, says: /1 operation in flight: vm\.create 4711/ }, upgradeTo('0.3.0'))
  put(host, operationsFile, 'cannot connect')
  await refuses(flow, { says: /nobody knows whether operations are in flight: \/usr\/local\/bin\/banger: its answer is not JSON/ }, upgradeTo('0.3.0'))
  rmSync(join(machine.root, operationsFile))
  const lock = machine.start(['perl', '-MFcntl', '-e', 'open(L, ">", "/var/lib/dpkg/lock-frontend") or die; my $whole = pack("s s x!8 l! l! i", F_WRLCK, 0, 0, 0, 0); fcntl(L, F_SETLK, $whole) or die; $| = 1; print "held\\n"; sleep 600'])
  const letGo = once(lock, 'close')
  await Promise.race([lock.stdout === null ? [] : once(lock.stdout, 'data'), letGo])
  await refuses(flow, { exit: 75, says: /packages of this machine are being changed: process \d+ holds dpkg's lock/ }, upgradeTo('0.3.0'))
  await machine.must(['pkill', '-f', 'lock-frontend'])
  await letGo
}

async function migrations(flow: Flow): Promise<void> {
  const { host, host: { machine } } = flow.life.row
  const cases: readonly (readonly [version: string, schema: NonNullable<Wishes['schema']>, says: RegExp])[] = [
    ['0.3.1', 'incompatible', /version 0\.3\.1 cannot work with the data of 'banger': schema 9 is newer than 8/],
    ['0.3.2', 'hangs', /nobody can say what version 0\.3\.2 would do to the data of 'banger': .*bangerd did not tell \(.*2 s.*\)/],
    ['0.3.3', 'unasked', /nobody can say what version 0\.3\.3 would do to the data of 'banger': .*bangerd did not tell \(exit status \d+\)/],
  ]
  for (const [version, schema, says] of cases) {
    offer(flow, { version, schema })
    if (schema === 'hangs') put(host, configured, brieflyAsked)
    await refuses(flow, { says }, upgradeTo(version, '--force'))
    rmSync(join(machine.root, configured), { force: true })
  }
  put(host, configured, '[data]\non_migration = "refuse"\n')
  offer(flow, { version: '0.3.4' })
  await refuses(flow, { says: /version 0\.3\.4 migrates the data of 'banger': 1 migration needed; 0\.2\.0 may not be able to read them any more/ }, upgradeTo('0.3.4'))
  rmSync(join(machine.root, configured))
}

async function rehearsals(flow: Flow): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-library-'))
  const library = versionedLibrary(scratch, 'libvirtue.so.3', ['VIRTUE_2'])
  const bangerd = readFileSync(compiled(scratch, 'bangerd', 'int of_VIRTUE_2(void); int main(void) { return of_VIRTUE_2(); }\n', library))
  rmSync(scratch, { recursive: true })
  const cases: readonly (readonly [wishes: Wishes, says: RegExp, more?: Changed])[] = [
    [{ version: '0.4.0', client: '0.3.9' }, /version 0\.4\.0 does not pass its rehearsal: .*banger does not say 0\.4\.0 but 0\.3\.9/],
    [{ version: '0.4.1' }, /version 0\.4\.1 cannot run here: 'bangerd' needs the library 'libvirtue\.so\.3', which is not here/, { bangerd }],
    [{ version: '0.4.2', daemon: { '--check-config': { says: 'bridge0: unknown key', exit: 3 } } }, /the rehearsal 'configuration' of version 0\.4\.2 says no \(exit status 3\): bridge0: unknown key/],
  ]
  for (const [wishes, says, more] of cases) {
    offer(flow, wishes, more)
    await refuses(flow, { says }, upgradeTo(wishes.version))
  }
}

async function dry(flow: Flow): Promise<void> {
  offer(flow, { version: '0.4.3' })
  await refuses(flow, { exit: 0, says: /0\.4\.3 would become live \(was 0\.2\.0\); dry run, nothing was touched\n[^]*unit +bangerd-root\.service: restart\n +unit +bangerd\.service: restart\n/ }, upgradeTo('0.4.3', '--dry-run'))
}

/** Nobody may change that file, which no look at its directory tells. */
async function halfWay(flow: Flow): Promise<void> {
  const before = await invocations(flow)
  for (const [version, path] of [['0.5.0', places.bangerd], ['0.5.1', places.banger]] as const) {
    offer(flow, { version })
    await frozen(flow, path, async () => await ends(flow, { exit: 41, says: new RegExp(`'${path}'`) }, upgradeTo(version)))
    assert.deepEqual(await invocations(flow), before, 'nobody restarts what was never another one')
    await whole(flow, { version: '0.2.0' })
  }
}

async function ill(flow: Flow): Promise<void> {
  const { host, host: { machine } } = flow.life.row
  put(host, configured, brieflyWatched)
  const both: readonly [boolean, boolean] = [true, true]
  const cases: readonly (readonly [wishes: Wishes, restarted: readonly [boolean, boolean], says: RegExp])[] = [
    [{ version: '0.6.0', daemon: { 7001: { says: 'no bridge', exit: 3 } } }, [true, false], /the new version did not start: unit 'bangerd-root\.service' .*exit status 3.*; 'bangerd\.service' was not restarted/],
    [{ version: '0.6.1', daemon: { 7002: { says: 'no bridge', exit: 3 } } }, both, /the new version did not start: unit 'bangerd\.service' .*exit status 3/],
    [{ version: '0.6.2', socket: 'none' }, [true, false], /the new version of unit 'bangerd-root\.service' did not become healthy: .*root-socket.*; 'bangerd\.service' was not restarted/],
    [{ version: '0.6.3', doctor: 'fails' }, both, /the new version did not become healthy: .*'doctor' says: \/usr\/local\/bin\/banger ended with status 1: FAIL: no bridge/],
  ]
  for (const [wishes, restarted, says] of cases) {
    offer(flow, wishes)
    const before = await invocations(flow)
    const said = await ends(flow, { exit: 41, says }, upgradeTo(wishes.version))
    assert.match(said, /0\.2\.0 is running again \(rolled back/, wishes.version)
    await whole(flow, { version: '0.2.0' })
    const after = await invocations(flow)
    assert.deepEqual(after.map((run, index) => run !== before[index]), restarted, wishes.version)
    if (restarted[1]) await inOrder(flow)
    assert.deepEqual((await history(machine, app)).at(-1)?.outcome, 'rolled-back', wishes.version)
  }
  rmSync(join(machine.root, configured))
}

async function killed(flow: Flow): Promise<void> {
  const { host: { machine } } = flow.life.row
  offer(flow, { version: '0.7.0' })
  const before = await invocations(flow)
  const { between } = await killedAfter(flow, 'noted downtime', '0.7.0')
  assert.deepEqual(between.map((run, index) => run !== before[index]), [true, false], 'between the two')
  await whole(flow, { version: '0.2.0' })
  assert.deepEqual((await history(machine, app)).at(-1)?.outcome, 'rolled-back')
}

async function unrecorded(flow: Flow): Promise<void> {
  const { host, host: { machine } } = flow.life.row
  offer(flow, { version: '0.8.0' })
  put(host, installFile, 'version = \n', 0o640)
  await refuses(flow, { exit: 78, says: /\/etc\/banger\/install\.toml/ }, upgradeTo('0.8.0'))
  put(host, installFile, installText('0.2.0'), 0o640)
  const opened = '/etc/systemd/system/app-upgrade@.service.d/own.conf'
  const text = readFileSync(join(machine.root, opened), 'utf8')
  put(host, opened, '')
  await machine.must(['systemctl', 'daemon-reload'])
  await refuses(flow, { exit: 73, says: /no file can be replaced in '\/etc\/banger': it is read-only for 'app-upgrade@\.service'[^]*ReadWritePaths=\/etc\/banger/ }, upgradeTo('0.8.0'))
  put(host, opened, text)
  await machine.must(['systemctl', 'daemon-reload'])

  const run = await stoppedAfter(machine, app, 'ended swap', 'v0.8.0')
  await frozen(flow, dirname(installFile), async () => {
    const event = await theFinalEventOf(machine, app, async () => {
      await run.letGo()
      assert.equal((await run.ended).exit, 0)
    })
    assert.equal(event['APP_UPGRADE_TO'], '0.8.0')
    // What is still owed is not taken for the end of what comes after it.
    offer(flow, { version: '0.8.1' })
    await ends(flow, { exit: 77, says: /no file can be replaced in '\/etc\/banger'[^]*lsattr -d \/etc\/banger/ }, upgradeTo('0.8.1'))
  })
  assert.equal(await machine.readFile(installFile), installText('0.2.0'))
  assert.notEqual((await status(machine, app)).open, null, 'tidiness is owed')
  await ends(flow, { exit: 0, says: /0\.8\.0 is live \(was 0\.2\.0\)[^]*recording what is installed/ }, ['recover', 'banger'])
  await whole(flow, { version: '0.8.0' })
}

async function back(flow: Flow): Promise<void> {
  const before = await invocations(flow)
  await ends(flow, { exit: 0, says: /0\.2\.0 is live \(was 0\.8\.0\)/ }, ['rollback', 'banger'])
  await whole(flow, { version: '0.2.0' })
  assert.ok((await invocations(flow)).every((run, index) => run !== before[index]))
  await inOrder(flow)
}

async function putBack(flow: Flow): Promise<void> {
  const { host, host: { machine } } = flow.life.row
  put(host, configured, `${brieflyWatched}[data]\non_migration = "snapshot"\nsnapshot = ["/bin/cp", "${dataFile}", "${dataFile}-{transaction}"]\nrestore = ["/bin/cp", "${dataFile}-{transaction}", "${dataFile}"]\nduring = "stopped"\n`)
  const data = await machine.readFile(dataFile)
  offer(flow, { version: '0.9.0', doctor: 'fails' })
  await ends(flow, { exit: 41, says: /FAIL: no bridge/ }, upgradeTo('0.9.0'))
  await whole(flow, { version: '0.2.0' })
  // Of the version before each has begun once, on what was put back.
  assert.equal(await machine.readFile(dataFile), `${data}0.2.0 7001\n0.2.0 7002\n`)
  rmSync(join(machine.root, configured))
}

async function stays(flow: Flow): Promise<void> {
  const { host, host: { machine } } = flow.life.row
  put(host, configured, '[data]\non_migration = "stay"\n')
  offer(flow, { version: '0.9.1', daemon: { 7002: { says: 'no bridge', exit: 3 } } })
  await ends(flow, { exit: 42, says: /the new version did not start: unit 'bangerd\.service' .*0\.9\.1 may have migrated the data of 'banger' and stays in its place, unproven/ }, upgradeTo('0.9.1'))
  const files = programs({ version: '0.9.1', daemon: { 7002: { says: 'no bridge', exit: 3 } } })
  for (const name of Object.keys(places) as (keyof typeof places)[]) await holds(machine, places[name], files[name])
  assert.equal(await machine.readFile(installFile), installText('0.2.0'), 'only what succeeded is told')
  assert.deepEqual((await history(machine, app)).at(-1)?.outcome, 'stuck')
  rmSync(join(machine.root, configured))
  offer(flow, { version: '0.9.2' })
  await ends(flow, { exit: 0, says: /0\.9\.2 is live \(was 0\.9\.1\)/ }, upgradeTo('0.9.2'))
  await machine.must(['systemctl', 'start', registry])
  await whole(flow, { version: '0.9.2' })
}

async function forced(flow: Flow): Promise<void> {
  const { host, host: { machine } } = flow.life.row
  put(host, operationsFile, '{"operations": [{"kind": "vm.create", "id": 4711, "done": false}]}')
  offer(flow, { version: '1.0.0' })
  await ends(flow, { exit: 0, says: /passed by force: 1 operation in flight: vm\.create 4711/ }, upgradeTo('1.0.0', '--force'))
  rmSync(join(machine.root, operationsFile))
  await whole(flow, { version: '1.0.0' })
  assert.ok(!existsSync(join(machine.root, '/var/cache/app-upgrade/banger/fetch')), 'partial files')
}
