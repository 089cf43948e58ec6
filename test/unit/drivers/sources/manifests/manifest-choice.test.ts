import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listingIn, type ManifestReader, pickNewest, pickVersion, refuseList } from '../../../../../src/drivers/sources/manifests/manifest-choice.ts'
import { parseManifest, plainRelease, type Manifest, type ManifestRelease } from '../../../../../src/formats/manifest/manifest.ts'
import { parseVersion } from '../../../../../src/release/version.ts'
import { listed, plainManifest } from '../../../../support/a-manifest.ts'
import { throwsFailure } from '../../../../support/throws.ts'

const nowMs = Date.parse('2026-11-21T12:00:00Z')
const reader: ManifestReader = { where: 'the manifest', product: null, ourVersion: parseVersion('1.5.0'), nowMs, listing: { url: 'https://dl.example.org/manifest.json', downloads: [] }, artifact: null, architecture: 'amd64' }
const holding = (releases: readonly ManifestRelease[], more: Partial<Manifest> = {}): Manifest => ({ ...plainManifest, ...more, releases })
const newest = (list: Manifest, channel: string | null = null, more: Partial<ManifestReader> = {}): string | undefined => pickNewest(list, channel, { ...reader, ...more })?.version
const three = [listed('v1.0.0'), listed('v2.0.0'), listed('v1.10.0'), listed('v3.0.0-beta.1'), listed('latest')]

test('J09 J07 by precedence when nobody says; what is no version is passed over', () => {
  assert.equal(newest(holding(three)), '2.0.0')
  assert.equal(newest(holding(three), 'beta'), '3.0.0-beta.1')
  assert.equal(newest(holding([])), undefined)
  assert.equal(newest(holding([listed('v1.0.0-rc.1')])), undefined)
})

test('J08 builds of one version: the later one, always the same', () => {
  const two = [listed('v1.0.0+a', { publishedAtMs: 2 }), listed('v1.0.0+b', { publishedAtMs: 1 })]
  for (const order of [two, two.toReversed()]) assert.equal(newest(holding(order)), '1.0.0+a')
})

test('J40 what the publisher points to is the newest there is, though others are listed', () => {
  assert.equal(newest(holding(three, { latestStable: 'v1.10.0' })), '1.10.0')
  assert.equal(newest(holding(three, { latestStable: '1.0.0' })), '1.0.0')
  assert.equal(newest(holding(three, { latestStable: 'v1.10.0', channels: { stable: 'v1.0.0' } })), '1.0.0')
  for (const latestStable of ['v3.0.0-beta.1', 'v9.0.0', 'latest', 'soon']) throwsFailure('DATA', /the manifest (?:points to|calls)/, () => newest(holding(three, { latestStable })))
})

test('J22 a channel that is listed is that, and one that is not is told', () => {
  const list = holding([...three, listed('v2.5.0')], { latestStable: 'v2.0.0', channels: { edge: 'v2.5.0', beta: 'v3.0.0-beta.1' } })
  assert.deepEqual([newest(list, 'edge'), newest(list, 'beta'), newest(list, 'stable'), newest(list)], ['2.5.0', '3.0.0-beta.1', '2.0.0', '2.0.0'])
  throwsFailure('UNAVAILABLE', /has no channel 'rc'; it has beta, edge/, () => newest(list, 'rc'))
  throwsFailure('UNAVAILABLE', /has no channel 'constructor'/, () => newest(list, 'constructor'))
})

test('J22 behind a pre-release the finished releases go on; a finished one is the end of its channel', () => {
  const list = holding([...three, listed('v3.0.0'), listed('v3.1.0')], { channels: { stable: 'v3.0.0', beta: 'v3.0.0-beta.1', lts: 'v1.10.0' } })
  assert.deepEqual([newest(list, 'beta'), newest(list, 'lts'), newest(list)], ['3.0.0', '1.10.0', '3.0.0'])
  // Nobody's channel is listed, and everybody's is bounded: candidates are not.
  assert.equal(newest(holding([...three, listed('v2.1.0')], { latestStable: 'v1.10.0' }), 'beta'), '3.0.0-beta.1')
  assert.equal(newest(holding([...three, listed('v4.0.0')], { latestStable: 'v2.0.0' }), 'rc'), '2.0.0')
  assert.equal(newest(holding([...three, listed('v4.0.0')], { channels: { beta: 'v3.0.0-beta.1' } }), 'beta'), '3.0.0-beta.1')
})

test('J37 a withdrawn release is not offered, and not given by name either', () => {
  const list = holding([listed('v1.0.0'), listed('v1.1.0', { yanked: 'it eats data' })], { latestStable: 'v1.1.0' })
  const picked = pickNewest(list, null, reader)
  assert.deepEqual([picked?.version, picked?.remarks], ['1.0.0', ["release 'v1.1.0' was withdrawn: 'it eats data'"]])
  // What is listed beyond the withdrawn one was not meant for everybody yet.
  assert.equal(newest({ ...list, releases: [...list.releases, listed('v1.2.0')] }), '1.0.0')
  throwsFailure('REFUSED', /'v1\.1\.0' was withdrawn: 'it eats data'/, () => pickVersion(list, parseVersion('1.1.0'), reader))
  throwsFailure('REFUSED', /withdrawn/, () => newest(holding([listed('v1.1.0', { yanked: 'x' })])))
})

test('J34 a release, or the whole list, may ask for a newer app-upgrade', () => {
  const list = holding([listed('v1.0.0'), listed('v1.1.0', { minimumHelper: '1.5.1' })])
  assert.equal(newest(list), '1.0.0')
  throwsFailure('REFUSED', /'v1\.1\.0' needs app-upgrade '1\.5\.1' or newer; this is 1\.5\.0/, () => pickVersion(list, parseVersion('1.1.0'), reader))
  assert.equal(newest(holding([listed('v1.1.0', { minimumHelper: 'v1.5.0' })])), '1.1.0')
  assert.equal(newest(list, null, { ourVersion: null }), '1.1.0')
  throwsFailure('REFUSED', /needs app-upgrade '2\.0\.0' or newer/, () => refuseList(holding([], { minimumHelper: '2.0.0' }), reader))
  throwsFailure('REFUSED', /needs app-upgrade 'the newest'/, () => refuseList(holding([], { minimumHelper: 'the newest' }), reader))
  refuseList(holding([], { minimumHelper: '1.0.0' }), reader)
})

test('J35 a release with a critical key that we do not know is left alone', () => {
  const list = holding([listed('v1.0.0'), listed('v1.1.0', { unknownCritical: ['delta'] })])
  assert.equal(newest(list), '1.0.0')
  throwsFailure('REFUSED', /'v1\.1\.0' holds 'delta'/, () => pickVersion(list, parseVersion('1.1.0'), reader))
})

test('J04 J05 an expired list cannot say what is new, and needs not for a version by its name', () => {
  const list = holding([listed('v1.0.0')], { expiresAtMs: nowMs })
  throwsFailure('REFUSED', /has expired \(2026-11-21T12:00:00\.000Z\)/, () => newest(list))
  assert.equal(pickVersion(list, parseVersion('1.0.0'), reader)?.version, '1.0.0')
  assert.equal(newest(holding([listed('v1.0.0')], { expiresAtMs: nowMs + 1 })), '1.0.0')
  assert.equal(newest(holding([listed('v1.0.0')])), '1.0.0')
})

test('J21 the product, when one is asked for, must be that', () => {
  const named = { ...reader, product: 'jaco' }
  refuseList(holding([], { product: 'jaco' }), named)
  for (const product of ['other', 'JACO', null]) throwsFailure('REFUSED', /not of 'jaco'/, () => refuseList(holding([], { product }), named))
  refuseList(holding([], { product: 'other' }), reader)
})

test('J19 a release without an archive for this machine is passed over, and told', () => {
  const list = holding([listed('v1.0.0'), listed('v1.1.0', {}, ['arm64']), { ...plainRelease, version: 'v1.2.0' }])
  const picked = pickNewest(list, null, reader)
  assert.deepEqual([picked?.version, picked?.remarks.length], ['1.0.0', 2])
  throwsFailure('UNAVAILABLE', /no archive for this machine \(linux, amd64\)/, () => pickVersion(list, parseVersion('1.1.0'), reader))
})

test('J36 J38 a rollout is kept for later, and permissions that nobody signed are none', () => {
  const text = JSON.stringify({ schema_version: 1, allow_downgrade: true, releases: [{ version: '1.0.0', rollout_percent: 5, allow_downgrade: true, force: true, verified: true, artifacts: [{ name: 'a.tar.gz', url: 'a.tar.gz', os: 'linux', arch: 'amd64' }] }] })
  const list = parseManifest(Buffer.from(text), 'the manifest')
  assert.deepEqual(Object.keys(pickNewest(list, null, reader) ?? {}).toSorted(), ['files', 'remarks', 'version'])
  assert.equal(list.releases[0]?.rolloutPercent, 5)
})

test('all that is listed, with what its publisher says of it and what this machine cannot use', () => {
  const list = holding([
    listed('v1.0.0', { publishedAtMs: 7 }), listed('v1.1.0', { yanked: 'it eats data', rolloutPercent: 25, rolloutSeed: 'autumn', stopOver: 'yes' }), listed('v1.2.0', {}, ['arm64']), listed('v1.3.0', { minimumHelper: '9.0.0' }), listed('latest'),
  ], { latestStable: 'v1.0.0', channels: { beta: 'v1.1.0' } })
  const { releases, tops } = listingIn(list, reader)
  assert.deepEqual(releases.map(({ version, tag }) => [version, tag]), [['1.3.0', 'v1.3.0'], ['1.2.0', 'v1.2.0'], ['1.1.0', 'v1.1.0'], ['1.0.0', 'v1.0.0']])
  assert.deepEqual(tops, { stable: '1.0.0', beta: '1.1.0' })
  assert.deepEqual(releases[2], { version: '1.1.0', tag: 'v1.1.0', mark: 'none', yanked: 'it eats data', rolloutPercent: 25, seed: 'autumn', stopOver: 'yes', publishedAtMs: null, unusable: null })
  assert.deepEqual([releases[3]?.publishedAtMs, releases[3]?.unusable], [7, null])
  assert.match(releases[1]?.unusable ?? '', /release 'v1\.2\.0' has no archive for this machine \(linux, amd64\)/)
  assert.match(releases[0]?.unusable ?? '', /needs app-upgrade '9\.0\.0' or newer/)
})

test('J31 J20 a release that contradicts itself is of no use, and hides no other', () => {
  const { releases } = listingIn(holding([listed('v1.1.0', { artifacts: ['a', 'b'].map((name) => ({ name: `${name}-v1.1.0.tar.gz`, url: `${name}.tar.gz`, os: 'linux', arch: 'amd64', sizeBytes: null, sha256: null })) }), listed('v1.0.0')]), reader)
  assert.match(releases[0]?.unusable ?? '', /two archives for this machine/)
  assert.equal(releases[1]?.unusable, null)
})

test('J04 J40 a list that has expired, or points to what it does not list, says nothing of what there is', () => {
  throwsFailure('REFUSED', /has expired/, () => listingIn(holding(three, { expiresAtMs: nowMs }), reader))
  for (const more of [{ latestStable: 'v9.0.0' }, { latestStable: 'v3.0.0-beta.1' }, { channels: { beta: 'soon' } }]) throwsFailure('DATA', /points to|calls/, () => listingIn(holding(three, more), reader))
})
