import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatManifest, parseManifest, plainRelease, type Manifest } from '../../../../src/formats/manifest/manifest.ts'
import { throwsFailure } from '../../../support/throws.ts'

const read = (value: unknown): Manifest => parseManifest(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)), 'the manifest')
const release = (more: object = {}): object => ({ schema_version: 1, releases: [{ version: 'v1.2.3', ...more }] })
const file = { name: 'a.tar.gz', url: 'a.tar.gz' }
const artifact = { ...file, os: 'linux', arch: 'amd64' }
const sha256 = '0'.repeat(64)

const whole: Manifest = {
  product: 'jaco', latestStable: 'v1.2.3', channels: { beta: 'v1.3.0-beta.1' }, expiresAtMs: Date.parse('2027-01-31T12:00:00Z'), minimumHelper: '1.0.0',
  releases: [
    {
      version: 'v1.2.3', publishedAtMs: Date.parse('2026-11-21T12:00:00.500Z'), notes: 'new:\n\x1b[31mred', yanked: 'it eats data', minimumHelper: '1.1.0', rolloutPercent: 25, rolloutSeed: 'autumn', stopOver: 'yes', unknownCritical: [],
      artifacts: [{ name: 'jaco.tar.gz', url: 'v1.2.3/jaco.tar.gz', os: 'linux', arch: 'amd64', sizeBytes: 12, sha256 }],
      sidecars: [{ name: 'SHA256SUMS', url: 'https://example.org/SHA256SUMS', sizeBytes: null, sha256: null }],
      plain: null,
    },
    { ...plainRelease, version: '1.2.2', plain: { tarballUrl: 'a.tar.gz', listUrl: 'SHA256SUMS', signatureUrl: null } },
  ],
}

test('what is written is read back, one key a line', () => {
  const text = formatManifest(whole)
  assert.deepEqual(read(text), whole)
  assert.match(text, /^ {2}"latest_stable": "v1\.2\.3",$/m)
  assert.equal(read(formatManifest({ ...whole, releases: [] })).releases.length, 0)
})

test('what could not be read back is not written', () => {
  throwsFailure('DATA', /1\.2\.2.*twice/, () => formatManifest({ ...whole, releases: [...whole.releases, { ...plainRelease, version: 'v1.2.2' }] }))
})

test("banger's own manifest is read", () => {
  const banger = read({ schema_version: 1, latest_stable: 'v0.1.5', releases: [{ version: 'v0.1.5', tarball_url: 'https://x.example/b.tar.gz', sha256sums_url: 'https://x.example/SHA256SUMS', sha256sums_sig_url: 'https://x.example/SHA256SUMS.sig', released_at: '2026-05-01' }] })
  assert.deepEqual([banger.latestStable, banger.releases[0]?.plain], ['v0.1.5', { tarballUrl: 'https://x.example/b.tar.gz', listUrl: 'https://x.example/SHA256SUMS', signatureUrl: 'https://x.example/SHA256SUMS.sig' }])
  assert.equal(read(release({ tarball_url: 'b', sha256sums_sig_url: '' })).releases[0]?.plain?.signatureUrl, null)
})

test('P11 a newer schema is refused with a sentence, whatever else it holds', () => {
  throwsFailure('REFUSED', /is of schema version 2; this app-upgrade reads version 1/, () => read({ schema_version: 2, releases: 'elsewhere' }))
  for (const version of [0, '1', 1.5, -1, null, [1]]) throwsFailure('DATA', /schema_version must be 1/, () => read({ schema_version: version, releases: [] }))
  for (const value of [[], 'text', 1, null]) throwsFailure('DATA', /schema_version must be 1/, () => read(JSON.stringify(value)))
})

test('J35 a critical key that is not understood stops the manifest, or the release that names it', () => {
  throwsFailure('REFUSED', /holds 'fleet', which must be understood/, () => read({ schema_version: 1, critical: ['expires', 'fleet'], fleet: {}, releases: [] }))
  const { releases } = read({ schema_version: 1, releases: [{ version: '1.0.0', critical: ['yanked', 'delta'] }, { version: '1.0.1', critical: ['yanked'] }, { version: '1.0.2', unheard: 'of' }] })
  assert.deepEqual(releases.map((one) => one.unknownCritical), [['delta'], [], []])
})

test('J11 J12 J13 J15 J16 J17 J18 strict JSON, or none', () => {
  for (const text of ['{"schema_version":1,"schema_version":1,"releases":[]}', '{"schema_version":1,"releases":[],"__proto__":{}}', '['.repeat(100_000), '\ufeff{"schema_version":1,"releases":[]}', '{"schema_version":1,"releases":[]}x', '{"schema_version":1,/**/"releases":[]}', '{"schema_version":1,"releases":[],"a":"\\ud800"}'])
    throwsFailure('DATA', /./, () => read(text))
  assert.equal(read('{"schema_version":1,"releases":[],"constructor":{},"toString":1}').product, null)
  throwsFailure('DATA', /channel/, () => read('{"schema_version":1,"releases":[],"channels":{"Über":"v1"}}'))
})

test('J28 J10 sizes are whole numbers that can be counted with', () => {
  for (const size of [-1, 1.5, '12', 2 ** 53, 1e300, null, {}]) throwsFailure('DATA', /releases\.0\.artifacts\.0\.size|too large to be held/, () => read(release({ artifacts: [{ ...artifact, size }] })))
  for (const size of [0, 2 ** 32 + 1, 2 ** 53 - 1]) assert.equal(read(release({ artifacts: [{ ...artifact, size }] })).releases[0]?.artifacts[0]?.sizeBytes, size)
})

test('J29 a hash is sha256, all of it, in one spelling', () => {
  for (const wrong of ['', sha256.slice(1), `${sha256}0`, 'A'.repeat(64), `sha512:${sha256}`, 1, null]) throwsFailure('DATA', /releases\.0\.sidecars\.0\.sha256/, () => read(release({ sidecars: [{ ...file, sha256: wrong }] })))
  assert.equal(read(release({ sidecars: [{ ...file, sha256 }] })).releases[0]?.sidecars[0]?.sha256, sha256)
})

test('J36 a rollout is a whole percentage', () => {
  for (const seed of ['', 7, 'a\u202eb']) throwsFailure('DATA', /rollout_seed/, () => read(release({ rollout_seed: seed })))
  for (const barrier of ['yes', 1, null]) throwsFailure('DATA', /stop_over must be true or false/, () => read(release({ stop_over: barrier })))
  assert.deepEqual([true, false].map((barrier) => read(release({ stop_over: barrier })).releases[0]?.stopOver), ['yes', 'no'])
  for (const percent of [-1, 101, 50.5, '50', null]) throwsFailure('DATA', /rollout_percent/, () => read(release({ rollout_percent: percent })))
  assert.deepEqual([0, 100].map((percent) => read(release({ rollout_percent: percent })).releases[0]?.rolloutPercent), [0, 100])
})

test('J37 yanked with or without a reason, never by an empty one', () => {
  assert.deepEqual([true, false, 'bad'].map((yanked) => read(release({ yanked })).releases[0]?.yanked), ['withdrawn by its publisher', null, 'bad'])
  for (const yanked of ['', 1, null, 'a\x1bb']) throwsFailure('DATA', /yanked/, () => read(release({ yanked })))
})

test('J39 what is shown in messages can be seen, and a mistake in it is shown escaped', () => {
  for (const key of ['version', 'minimum_helper', 'tarball_url']) throwsFailure('DATA', /cannot be seen/, () => read(release({ [key]: 'a\u202eb' })))
  assert.equal(read(release({ notes: 'a\x1b[2J\nb' })).releases[0]?.notes, 'a\x1b[2J\nb')
  throwsFailure('DATA', /^[^\x1b]*$/, () => read({ schema_version: 1, releases: [], product: ['\x1b[2J'] }))
})

test('J04 moments are UTC and exist', () => {
  for (const expires of ['2027-02-30T00:00:00Z', '2027-13-01T00:00:00Z', '2027-01-01', '2027-01-01T00:00:00+01:00', 'tomorrow', 1]) throwsFailure('DATA', /expires/, () => read({ schema_version: 1, releases: [], expires }))
})

test('one version stands there once, and there are limits', () => {
  throwsFailure('DATA', /lists 'v1\.0\.0' twice/, () => read({ schema_version: 1, releases: [{ version: '1.0.0' }, { version: 'v1.0.0' }] }))
  throwsFailure('DATA', /not hold more than/, () => read({ schema_version: 1, releases: Array.from({ length: 2001 }, (_, index) => ({ version: `1.0.${index}` })) }))
  throwsFailure('DATA', /not name more than/, () => read(release({ sidecars: Array.from({ length: 257 }, () => file) })))
  throwsFailure('DATA', /not name more than/, () => read({ schema_version: 1, releases: [], channels: Object.fromEntries(Array.from({ length: 65 }, (_, index) => [`c${index}`, 'v1'])) }))
  throwsFailure('DATA', /releases\.0\.artifacts\.0\.arch/, () => read(release({ artifacts: [{ ...file, os: 'linux' }] })))
})
