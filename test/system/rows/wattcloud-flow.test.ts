import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'

import { compiled, versionedLibrary } from '../../support/compiled.ts'
import { put } from '../upgrade/support/an-operators-host.ts'
import { history, leftovers, property, status } from '../upgrade/support/look.ts'
import { type } from '../upgrade/support/operate.ts'
import { stoppedAfter } from '../upgrade/support/stopped-after.ts'
import { type Changes, changed, useShippedFile } from './support/a-row.ts'
import { touchesNothing } from './support/outcome.ts'
import { program, type Verbs } from './support/program.ts'
import { aLife, app, home, type Life, ownConfig, post, release, rootLine, runs, settingsFile, unit, unitPath, unitText, type Wishes } from './support/wattcloud.ts'

// wattcloud's flow (formats.md 3.4): an example of its settings, a unit file and a configuration that travel with a directory of releases. First it goes well,
// then each part of it fails in turn, and each time exactly one whole version runs, under its own unit file, and nothing is left behind.

test('wattcloud: everything that moves with the binary moves back with it', { timeout: 1_500_000 }, async (t) => {
  const life = await aLife(t, { version: '1.0.0', unit: unitOf('1.0.0'), verbs, changes: asked })
  await using _ = life.row
  put(life.row.host, dropIn, ownDropIn)
  await life.row.host.machine.must(['systemctl', 'daemon-reload'])
  await life.row.host.machine.must(['systemctl', 'restart', unit])
  await t.test('R8 it goes well: new unit file, told once, own drop-in; what is this host\'s own is carried over', async () => await well(life))
  await t.test('P15 rollback, in each form: to what ran before, with its unit file, and never to what sorts highest', async () => await back(life))
  await t.test('P14 settings that the release asks for', async () => await settings(life))
  await t.test('the host is not as it should be', async () => await hostAmiss(life))
  await t.test('the release is not as it should be', async () => await releaseAmiss(life))
  await t.test('R2 R6 R8 the restart fails, or what runs then is ill: both are back, the release and its unit file', async () => await fails(life))
  await t.test('R7 R8 neither version comes up: all that lies there is the one before, and its unit file', async () => await neither(life))
  await t.test('the swap fails half way', async () => await halfWay(life))
  await t.test('S9 the helper is killed with the new unit file in place', async () => await killed(life))
  await t.test('by force, and recorded; a local change may be replaced, and comes back', async () => await forced(life))
})

const ofThisHost = '{"host": "here"}'
const verbs: Verbs = { check: { says: 'fine' }, host: { says: ofThisHost } }
/** What the shipped file does not ask, for nobody knows whether the real one answers. */
const asked: Changes = [['[health]\n', `[[probe]]
kind    = "version"
command = ["{path:bin/byo-relay}", "--version"]

[[rehearse]]
name    = "config check"
command = ["{new:bin/byo-relay}", "check"]

[[generate]]
to      = "web/host.json"
command = ["{new:bin/byo-relay}", "host"]

[limits]
restart = "1min"

[health]
`]]
const unitOf = (version: string, more = ''): string => unitText(`Environment=UNIT=${version}\n${more}`)
const dropIn = `${unitPath}.d/local.conf`
const configured = '/etc/app-upgrade/wattcloud.toml.d/95-case.toml'
const ownDropIn = '[Service]\nEnvironment=OWN=yes\n'
const beside = (name: string): string => `/etc/systemd/system/.${unit}.${name}~`

async function offer(life: Life, version: string, { files = {}, ...wishes }: Omit<Wishes, 'version'> = {}): Promise<void> {
  post(life, await release(life, { version, verbs, ...wishes, files: { 'packaging/wattcloud.service': unitOf(version), ...files } }))
}

/** One whole version: its files, its unit file, on disk and as systemd has read it; and nothing that an unfinished run leaves. */
async function whole(life: Life, version: string, text = unitOf(version)): Promise<void> {
  const { host: { machine } } = life.row
  await runs(life, version, verbs)
  const shown = await machine.must(['systemctl', 'cat', unit])
  assert.ok(shown.startsWith(`# ${unitPath}\n${text}`), shown)
  assert.ok(shown.includes(`# ${dropIn}\n${ownDropIn}`), shown)
  assert.deepEqual(await machine.must(['systemctl', 'show', '-p', 'ActiveState,NeedDaemonReload,Environment', unit]), `Environment=UNIT=${/UNIT=(.*)/.exec(text)?.[1]} OWN=yes\nActiveState=active\nNeedDaemonReload=no\n`)
  const { live, open } = await status(machine, app)
  assert.deepEqual([live, open], [version, null])
  assert.deepEqual(leftovers(machine, app), [])
  assert.deepEqual(readdirSync(join(machine.root, '/etc/systemd/system')).filter((name) => name.startsWith('.') && !beside('prev').endsWith(`/${name}`)), [])
  assert.equal(await machine.must(['systemctl', 'list-units', '--all', '--no-legend', 'app-upgrade-command-*', 'run-*.service']), '')
}

interface Ends { readonly exit: number; readonly says: RegExp }

/** As typed by root; the words are those for people. */
async function ends({ row: { host: { machine } } }: Life, { exit, says }: Ends, words: readonly string[]): Promise<void> {
  const typed = await type(machine, ...words)
  assert.equal(typed.exit, exit, typed.out + typed.err)
  assert.match(typed.out + typed.err, says)
}

const upgradeTo = (version: string, ...more: readonly string[]): readonly string[] => ['upgrade', 'wattcloud', '--to', `v${version}`, ...more]

/** No file, no time of a file, no run of the daemon changes, and no transaction begins. */
async function refuses(life: Life, says: RegExp, words: readonly string[], exit = 40): Promise<void> {
  const { host: { machine } } = life.row
  await touchesNothing(machine, { paths: [`${home}/current`, '/usr/local/bin', '/etc/systemd/system', '/etc/wattcloud', '/var/lib/app-upgrade/wattcloud/journals'], unit }, async () => { await ends(life, { exit, says }, words) })
  assert.deepEqual(leftovers(machine, app), [])
}

async function well(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  await runs(life, '1.0.0', verbs)
  await offer(life, '1.1.0')
  await ends(life, { exit: 0, says: /1\.1\.0 is live \(was 1\.0\.0\)/ }, upgradeTo('1.1.0'))
  await whole(life, '1.1.0')
  assert.equal(readFileSync(join(machine.root, beside('prev')), 'utf8'), unitOf('1.0.0'))
  assert.equal(readFileSync(join(machine.root, home, 'releases/1.1.0/web/config.json'), 'utf8'), ownConfig)
  assert.equal(readFileSync(join(machine.root, home, 'releases/1.1.0/web/host.json'), 'utf8'), `${ofThisHost}\n`)
}

async function back(life: Life): Promise<void> {
  // Higher than what is live, and never seen here by anybody: the old tool went there.
  for (const version of ['1.2.0-rc.1', '1.2.0']) put(life.row.host, `${home}/releases/v${version}/bin/byo-relay`, program({ version }, verbs), 0o755)
  await ends(life, { exit: 0, says: /1\.0\.0 is live .*\(was 1\.1\.0\)/ }, ['rollback', 'wattcloud'])
  await whole(life, '1.0.0')
  await refuses(life, /1\.1\.0, which ran before, is skipped: it was rolled back by/, ['rollback', 'wattcloud'])
  await refuses(life, /no release 1\.2\.0 of 'wattcloud' is recorded that ran here/, ['rollback', 'wattcloud', '--to', '1.2.0'])
  await ends(life, { exit: 0, says: /1\.1\.0 is live \(was 1\.0\.0\)/ }, ['rollback', 'wattcloud', '--to', '1.1.0', '--force'])
  await whole(life, '1.1.0')
}

/** What the shell of the old tool got wrong (formats.md 3.7): absent keys, CRLF, last lines, and keys that nobody needs. */
async function settings(life: Life): Promise<void> {
  const { host } = life.row
  await offer(life, '1.3.0', { files: { '.env.example': 'A=\nPORT=8443\nBYO_BOX_CLIENT_ID=\nSFTP_HOST_ALLOWLIST=\nRELAY_TOKEN=' } })
  await refuses(life, /version 1\.3\.0 needs settings that '\/etc\/wattcloud\/wattcloud\.env' does not have: absent: RELAY_TOKEN\n/, upgradeTo('1.3.0'))
  put(host, settingsFile, 'A=1\r\nRELAY_TOKEN=\r\n', 0o600)
  await refuses(life, /does not have: empty: RELAY_TOKEN\n/, upgradeTo('1.3.0'))
  put(host, settingsFile, 'A=1\r\nRELAY_TOKEN=secret', 0o600)
  await refuses(life, /1\.3\.0 would become live \(was 1\.1\.0\); dry run, nothing was touched/, upgradeTo('1.3.0', '--dry-run'), 0)
  put(host, settingsFile, 'A=1\n', 0o600)
  await offer(life, '1.3.1', { files: { '.env.example': null } })
  await refuses(life, /version 1\.3\.1 has no file '\.env\.example', so nobody can tell which settings it needs/, upgradeTo('1.3.1'))
}

async function hostAmiss(life: Life): Promise<void> {
  const { host, host: { machine } } = life.row
  await offer(life, '1.4.0')
  const amiss = async (make: readonly (readonly string[])[], says: RegExp, exit?: number): Promise<void> => {
    for (const command of make) await machine.must(command)
    await refuses(life, says, upgradeTo('1.4.0'), exit)
  }
  await amiss([['sh', '-c', `echo '# mine' >>${unitPath}`], ['systemctl', 'daemon-reload']], /'\/etc\/systemd\/system\/wattcloud\.service' was changed here by somebody else, and 1\.4\.0 brings another one/)
  await amiss([['ln', '-sf', '/dev/null', unitPath], ['systemctl', 'daemon-reload']], /'\/etc\/systemd\/system\/wattcloud\.service' is a link to \/dev\/null, so that the unit is masked/)
  rmSync(join(machine.root, unitPath))
  put(host, unitPath, unitOf('1.1.0'))
  await machine.must(['systemctl', 'daemon-reload'])

  const relay = `${home}/releases/1.1.0/bin/byo-relay`
  await amiss([['cp', '-a', relay, '/root/relay'], ['sh', '-c', `echo '# mine' >/root/mine; cat ${relay} /root/mine >${relay}.new; chmod 755 ${relay}.new; mv ${relay}.new ${relay}`]], /somebody has changed the live files since the last upgrade: '\/usr\/local\/bin\/byo-relay' is not the file that was laid down/)
  await machine.must(['mv', '/root/relay', relay])

  const lock = machine.start(['perl', '-MFcntl', '-e', 'open(L, ">", "/var/lib/dpkg/lock-frontend") or die; my $whole = pack("s s x!8 l! l! i", F_WRLCK, 0, 0, 0, 0); fcntl(L, F_SETLK, $whole) or die; $| = 1; print "held\\n"; sleep 600'])
  await new Promise<void>((resolve, reject) => {
    lock.stdout?.once('data', () => { resolve() })
    lock.once('exit', (code) => { reject(new Error(`the lock was not to be had: ${code}`)) })
  })
  await amiss([], /packages of this machine are being changed: process \d+ holds dpkg's lock/, 75)
  const letGo = once(lock, 'close')
  await machine.must(['pkill', '-f', 'lock-frontend'])
  await letGo
  await whole(life, '1.1.0')
}

async function releaseAmiss(life: Life): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'app-upgrade-library-'))
  const library = versionedLibrary(scratch, 'libwatt.so.3', ['WATT_2'])
  const relay = readFileSync(compiled(scratch, 'byo-relay', 'int of_WATT_2(void); int main(void) { return of_WATT_2(); }\n', library))
  rmSync(scratch, { recursive: true })
  const cases: readonly (readonly [version: string, says: RegExp, wishes: Omit<Wishes, 'version'>])[] = [
    ['1.5.0', /version 1\.5\.0 does not pass its rehearsal: .*9\.9\.9/, { ill: 'lies' }],
    ['1.5.1', /version 1\.5\.1 cannot run here: 'bin\/byo-relay' needs the library 'libwatt\.so\.3', which is not here/, { files: { 'bin/byo-relay': relay } }],
    ['1.5.2', /the rehearsal 'config check' of version 1\.5\.2 says no \(exit status 3\): relay\.toml: unknown key/, { verbs: { ...verbs, check: { says: 'relay.toml: unknown key', exit: 3 } } }],
    ['1.5.4', /'web\/host\.json' could not be made for version 1\.5\.4: .*byo-relay: exit status 4/, { verbs: { ...verbs, host: { says: 'no name', exit: 4 } } }],
    ['1.5.3', /unit 'wattcloud\.service' runs '\/usr\/bin\/byo-relay', which this upgrade does not change/, { files: { 'packaging/wattcloud.service': unitOf('1.5.3').replace(`${home}/current/bin/byo-relay`, '/usr/bin/byo-relay') } }],
  ]
  for (const [version, says, wishes] of cases) {
    await offer(life, version, wishes)
    await refuses(life, says, upgradeTo(version))
  }
  await whole(life, '1.1.0')
}

async function fails(life: Life): Promise<void> {
  const { host, host: { machine } } = life.row
  const cases: readonly (readonly [version: string, says: RegExp, wishes: Omit<Wishes, 'version'>])[] = [
    ['1.6.0', /the new version did not start: /, { files: { 'packaging/wattcloud.service': unitOf('1.6.0', 'User=nobody-of-that-name\n') } }],
    ['1.6.1', /the new version did not start: .*/, { ill: 'silent' }],
    ['1.6.2', /the new version did not become healthy: .*\/health/s, { files: { 'bin/byo-relay': changed(program({ version: '1.6.2' }, verbs), [['"ok\\n"', '"degraded\\n"']]) } }],
  ]
  for (const [version, says, wishes] of cases) {
    await offer(life, version, wishes)
    // Who is waited for in vain is waited for briefly.
    if (wishes.ill === 'silent') put(host, configured, '[limits]\nrestart = "10s"\n')
    await ends(life, { exit: 41, says }, upgradeTo(version))
    rmSync(join(machine.root, configured), { force: true })
    await whole(life, '1.1.0')
    assert.deepEqual((await history(machine, app)).at(-1)?.outcome, 'rolled-back', version)
  }
}

/** What both need is gone. */
async function neither(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  const amiss = `/run/systemd/system/${unit}.d/amiss.conf`
  await offer(life, '1.6.3')
  await machine.writeFile(amiss, '[Service]\nExecStartPre=/bin/false\n')
  await machine.must(['systemctl', 'daemon-reload'])
  await ends(life, { exit: 42, says: /the new version did not start: .*; the kept version did not start either: [^]*now: +no version is proven to run\n +next: +repair what the lines say/ }, upgradeTo('1.6.3'))
  assert.equal(readFileSync(join(machine.root, unitPath), 'utf8'), unitOf('1.1.0'))
  assert.deepEqual((await history(machine, app)).at(-1)?.outcome, 'stuck')
  await machine.must(['rm', amiss])
  await machine.must(['systemctl', 'daemon-reload'])
  await machine.must(['systemctl', 'reset-failed', unit])
  await machine.must(['systemctl', 'restart', unit])
  await whole(life, '1.1.0')
}

/** Something lies where the new link is made, after the unit file was exchanged. */
async function halfWay(life: Life): Promise<void> {
  const { host, host: { machine } } = life.row
  await offer(life, '1.7.0')
  put(host, `${home}/current.upgrading/not-ours`, '')
  const before = await property(machine, unit, 'InvocationID')
  await ends(life, { exit: 41, says: /current\.upgrading/ }, upgradeTo('1.7.0'))
  assert.equal(await property(machine, unit, 'InvocationID'), before, 'nobody restarts what was never another one')
  // What cannot be tidied away is still owed, and said; nothing else is.
  rmSync(join(machine.root, home, 'current.upgrading'), { recursive: true })
  await ends(life, { exit: 0, says: /1\.1\.0/ }, ['recover', 'wattcloud'])
  await whole(life, '1.1.0')
}

async function killed(life: Life): Promise<void> {
  const { host: { machine } } = life.row
  await offer(life, '1.8.0')
  for (const point of ['ended swap', 'ended restart']) {
    const run = await stoppedAfter(machine, app, point, 'v1.8.0')
    assert.equal(readFileSync(join(machine.root, unitPath), 'utf8'), unitOf('1.8.0'), point)
    process.kill(run.pid, 'SIGKILL')
    await run.letGo()
    assert.notEqual((await run.ended).systemctl, 0, point)
    await whole(life, '1.1.0')
    assert.deepEqual((await history(machine, app)).at(-1)?.outcome, 'rolled-back', point)
  }
}

async function forced(life: Life): Promise<void> {
  const { row, row: { host, host: { machine } } } = life
  await ends(life, { exit: 0, says: /passed by force: version 1\.3\.0 needs settings/ }, upgradeTo('1.3.0', '--force'))
  await whole(life, '1.3.0')
  assert.match(JSON.stringify((await history(machine, app)).at(-1)), /version 1\.3\.0 needs settings/)
  put(host, settingsFile, 'A=1\nRELAY_TOKEN=secret\n', 0o600)
  const mine = `${unitOf('1.3.0')}# mine\n`
  put(host, unitPath, mine)
  await machine.must(['systemctl', 'daemon-reload'])
  const to = `to   = "${unitPath}"\n`
  useShippedFile(row, 'wattcloud', { changes: [...rootLine, ...asked, [to, `${to}edited = "replace"\n`]] })
  await ends(life, { exit: 0, says: /'\/etc\/systemd\/system\/wattcloud\.service' was changed here; that is replaced, and kept beside it/ }, upgradeTo('1.4.0'))
  await whole(life, '1.4.0')
  assert.equal(readFileSync(join(machine.root, beside('prev')), 'utf8'), mine)
  await ends(life, { exit: 0, says: /1\.3\.0 is live .*\(was 1\.4\.0\)/ }, ['rollback', 'wattcloud'])
  await whole(life, '1.3.0', mine)
}
