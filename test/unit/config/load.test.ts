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
    archive: { keep: 'files', members: null },
    layout: { kind: 'links', home: '/opt/jaco' },
    binaries: [{ name: 'jaco', publicPath: '/usr/local/bin/jaco' }],
    units: [{ name: 'jaco.service', restart: 'restart' }],
    probes: [],
    health: { deadlineMs: 30_000, steadyMs: 10_000, restartsMax: 0 },
    rollback: { deadlineMs: 30_000, steadyMs: 10_000, restartsMax: 0 },
    policy: { channel: 'stable', keepReleases: 3 },
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
  assert.deepEqual(settings.archive, { keep: 'files', members: ['jacod', 'jaco', 'LICENSE'] })
  assert.deepEqual(settings.units, [{ name: 'jaco@main.service', restart: 'reload-or-restart' }])
  assert.deepEqual(settings.probes, [{ kind: 'version', command: ['{live}/jacod', '--version'] }])
  assert.deepEqual(settings.health, { deadlineMs: 120_000, steadyMs: 10_000, restartsMax: 1 })
  // A daemon that is slow to start is slow to come back: the rollback takes over what it does not say.
  assert.deepEqual(settings.rollback, { deadlineMs: 120_000, steadyMs: 5000, restartsMax: 1 })
  assert.equal(settings.limits.artifactBytesMax, 2 ** 30)
})
