import assert from 'node:assert/strict'
import { test } from 'node:test'
import { loadSettings } from '../../../src/config/load.ts'
import type { Settings } from '../../../src/config/settings.ts'
import { placesOf } from '../../../src/upgrade/places.ts'
import { aConfigDisk, type Entry } from '../../support/config-disk.ts'
import { smallest, someDrivers } from '../../support/driver-schemas.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const load = (text: string, others: Readonly<Record<string, Entry>> = {}): Promise<Settings> => loadSettings(aConfigDisk({ '/etc/app-upgrade/jaco.toml': text, ...others }), 'jaco', placesOf('jaco'), someDrivers)

test('the smallest useful file has five lines, and everything else a safe default', async () => {
  assert.equal(smallest.trimEnd().split('\n').length, 5)
  const { fingerprint, ...settings } = await load(smallest)
  assert.match(fingerprint, /^[0-9a-f]{64}$/)
  assert.deepEqual(settings, {
    app: 'jaco',
    files: ['/etc/app-upgrade/jaco.toml'],
    source: { kind: 'url', url: 'https://releases.example.org/{tag}/SHA256SUMS', artifact: 'jaco-{tag}-linux-{arch}.tar.gz' },
    mirrors: [],
    network: { proxy: null, proxySecret: null, noProxy: [], certificates: null },
    trust: [{ kind: 'minisign', keys: ['RWQtest'], signs: 'SHA256SUMS' }],
    release: { minimumVersion: null, threshold: null, expiry: 'honoured' },
    archive: { keep: 'files', members: null, carry: [] },
    companions: [],
    generate: [],
    rehearsal: { unsandboxed: 'skipped', room: { memoryBytesMax: 2 ** 31, tasksMax: 512, fileBytesMax: 2 ** 24 }, commands: [] },
    data: null,
    buildInfo: null,
    layout: { kind: 'links', home: '/opt/jaco' },
    binaries: [{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }],
    units: [{ name: 'jaco.service', restart: 'restart', ready: { steadyMs: 1000, probes: [] }, program: null }],
    probes: [],
    health: { deadlineMs: 30_000, deadlineMaxMs: 600_000, steadyMs: 10_000, restartsMax: 0 },
    rollback: { deadlineMs: 30_000, deadlineMaxMs: 600_000, steadyMs: 10_000, restartsMax: 0 },
    gates: [],
    tellers: [],
    exports: { metrics: '/var/lib/prometheus/node-exporter', motd: 'yes' },
    coordination: { kind: 'alone' },
    policy: {
      channel: { name: 'stable', prerelease: null, tag: null, manifest: null }, pin: null, hold: null, minimumAgeMs: 0, stopOvers: [], rollout: 'honoured',
      windows: [], late: 'wait', auto: 'upgrade', keepReleases: 3, keepMs: null, probation: { forMs: 600_000, then: 'roll-back' },
    },
    channels: [],
    limits: { artifactBytesMax: 256 * 2 ** 20, unpackedBytesMax: 2 * 2 ** 30, entriesMax: 20_000, manifestBytesMax: 2 ** 20, sidecarBytesMax: 2 ** 20, stallMs: 30_000, downloadMs: 3_600_000, restartMs: 240_000 },
  })
})
test('mistakes of meaning are found after those of shape, with their file', async () => {
  const drop = '/etc/app-upgrade/jaco.toml.d/50-operator.toml'
  await rejectsWithFailure('CONFIG', /^\/etc\/app-upgrade\/jaco.toml.d\/50-operator.toml:2: layout.home: 'x' is relative/, load(smallest, { [drop]: '[layout]\nhome = "x"' }))
})
test('E49 another byte or another file is another fingerprint; the same files are the same', async () => {
  const [one, same, edited, dropped] = await Promise.all([load(smallest), load(smallest), load(`${smallest}\n`), load(smallest, { '/etc/app-upgrade/jaco.toml.d/1.toml': '' })])
  assert.equal(one.fingerprint, same.fingerprint)
  assert.equal(new Set([one.fingerprint, edited.fingerprint, dropped.fingerprint]).size, 3)
  assert.deepEqual(dropped.files, ['/etc/app-upgrade/jaco.toml', '/etc/app-upgrade/jaco.toml.d/1.toml'])
})
test('a followed channel is what the app calls it; one that nobody defined is what its name says', async () => {
  const own = { name: 'edge', prerelease: 'rc', tag: 'server-*', manifest: null }
  const tables = '[[channel]]\nname = "edge"\nprerelease = "rc"\ntag = "server-*"\n'
  assert.deepEqual((await load(`${smallest}[policy]\nchannel = "edge"\n${tables}`)).policy.channel, own)
  assert.deepEqual((await load(`${smallest}[policy]\nchannel = "beta"\n${tables}`)).policy.channel, { name: 'beta', prerelease: null, tag: null, manifest: null })
})
test('what is said of every app counts under what the app says itself, and over its vendor', async () => {
  const all = '/etc/app-upgrade/all.toml.d/10-site.toml'
  const settings = await load(`${smallest}[policy]\nminimum_age = "2h"`, {
    '/usr/lib/app-upgrade/jaco.toml': '[policy]\nminimum_age = "3h"\nkeep_days = 7\nauto = "no"', [all]: '[policy]\nminimum_age = "1h"\nkeep_days = 30\nwindows = ["Sat 02:00-05:00"]\n[[tell]]\nkind = "webhook"\nurl = "https://hooks.example.org/"',
  })
  const { minimumAgeMs, keepMs, windows, auto } = settings.policy
  assert.deepEqual([minimumAgeMs, keepMs, windows.map(({ text }) => text), auto], [7_200_000, 30 * 86_400_000, ['Sat 02:00-05:00'], 'no'])
  assert.deepEqual(settings.tellers, [{ kind: 'webhook', url: 'https://hooks.example.org/' }])
  assert.ok(settings.files.includes(all))
})
test('P8 the pin file speaks last, and says who it is', async () => {
  const [pinFile, drop] = ['/etc/app-upgrade/jaco.pin', '/etc/app-upgrade/jaco.toml.d/50-operator.toml']
  const settings = await load(smallest, { [drop]: '[policy]\npin = { version = "1.0.0", by = "alice", reason = "mine" }', [pinFile]: { content: '# ticket 4711\n1.4.2\n', modifiedAtMs: 1_795_000_000_000 } })
  assert.deepEqual(settings.policy.pin, { version: '1.4.2', by: pinFile, atMs: 1_795_000_000_000, reason: 'ticket 4711' })
  assert.deepEqual(settings.files, ['/etc/app-upgrade/jaco.toml', drop, pinFile])
  const emptied = await load(smallest, { [drop]: '[policy]\npin = { version = "1.0.0", by = "alice" }', [pinFile]: '' })
  assert.deepEqual(emptied.policy.pin, { version: '1.0.0', by: 'alice', atMs: null, reason: null })
  await rejectsWithFailure('CONFIG', /^\/etc\/app-upgrade\/jaco.pin:2: policy.pin: 1.4.2 is older than release.minimum_version, 2.0.0/, load(`${smallest}[release]\nminimum_version = "2.0.0"`, { [pinFile]: '#\n1.4.2' }))
})
test('P8 a pin or a hold that does not say who set it is its file\'s', async () => {
  const { pin, hold } = (await load(`${smallest}[policy]\npin = "1.0.0"`, { '/etc/app-upgrade/jaco.toml.d/60-freeze.toml': '[policy]\nhold = true' })).policy
  assert.deepEqual([pin?.by, hold?.by], ['/etc/app-upgrade/jaco.toml', '/etc/app-upgrade/jaco.toml.d/60-freeze.toml'])
})
test('P8 a later file can take back a pin and a hold', async () => {
  const { pin, hold } = (await load(`${smallest}[policy]\npin = "1.0.0"\nhold = { reason = "x" }`, { '/etc/app-upgrade/jaco.toml.d/60.toml': '[policy]\npin = false\nhold = false' })).policy
  assert.deepEqual([pin, hold], [null, null])
})
test('a file that says everything', async () => {
  const settings = await load(`${smallest}
[layout]
kind = "in-place"
files = { jacod = "/usr/local/bin/jacod", jaco = "/usr/local/bin/jaco" }
[release]
minimum_version = "v1.2.0"
threshold = 1
expiry = "required"
[archive]
members = ["jacod", "jaco", "LICENSE"]
[[unit]]
name = "jaco@main.service"
restart = "reload-or-restart"
[[probe]]
kind = "version"
command = ["{live}/jacod", "--version"]
[health]
deadline = "2min"
restarts_max = 1
[rollback]
steady = "5s"
[policy]
channel = "beta"
keep_releases = 1
[limits]
artifact = "1GiB"
`)
  assert.deepEqual(settings.layout, { kind: 'in-place' })
  assert.deepEqual(settings.binaries.map((file) => file.name), ['jacod', 'jaco'])
  assert.deepEqual(settings.release, { minimumVersion: '1.2.0', threshold: 1, expiry: 'required' })
  assert.deepEqual(settings.archive, { keep: 'files', members: ['jacod', 'jaco', 'LICENSE'], carry: [] })
  assert.deepEqual(settings.units, [{ name: 'jaco@main.service', restart: 'reload-or-restart', ready: { steadyMs: 1000, probes: [] }, program: null }])
  assert.deepEqual(settings.probes, [{ kind: 'version', command: ['{live}/jacod', '--version'] }])
  assert.deepEqual(settings.health, { deadlineMs: 120_000, deadlineMaxMs: 600_000, steadyMs: 10_000, restartsMax: 1 })
  // A daemon that is slow to start is slow to come back: the rollback takes over what it does not say.
  assert.deepEqual(settings.rollback, { deadlineMs: 120_000, deadlineMaxMs: 600_000, steadyMs: 5000, restartsMax: 1 })
  assert.equal(settings.limits.artifactBytesMax, 2 ** 30)
})
