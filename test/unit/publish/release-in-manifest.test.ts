import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Manifest } from '../../../src/formats/manifest/manifest.ts'
import type { LocalFile } from '../../../src/publish/local-file.ts'
import { architectureIn, type Entry, noManifest, refuseForgotten, withChannel, withRelease } from '../../../src/publish/release-in-manifest.ts'
import { throwsFailure } from '../../support/throws.ts'

const artifact = (name: string, digit = 'a'): LocalFile => ({ name, path: `/${name}`, sizeBytes: 3, sha256: digit.repeat(64), bytes: () => { throw new Error('not read') } })
const entry = (version: string, digit?: string): Entry => ({ version, atMs: 0, artifacts: [artifact(`acme-${version}-linux-amd64.gz`, digit)], sidecars: [{ name: 'SHA256SUMS', sizeBytes: 9 }], urlOf: (name) => `${version}/${name}` })
const versions = (manifest: Manifest): readonly string[] => manifest.releases.map((one) => one.version)

test('a release is entered with all that a reader needs, newest publication first', () => {
  const manifest = withRelease(withRelease(noManifest, entry('v1.0.0')), entry('v1.1.0'))
  assert.deepEqual(versions(manifest), ['v1.1.0', 'v1.0.0'])
  assert.deepEqual(manifest.releases[0]?.artifacts, [{ name: 'acme-v1.1.0-linux-amd64.gz', url: 'v1.1.0/acme-v1.1.0-linux-amd64.gz', sizeBytes: 3, sha256: 'a'.repeat(64), os: 'linux', arch: 'amd64' }])
  assert.deepEqual(manifest.releases[0]?.sidecars, [{ name: 'SHA256SUMS', url: 'v1.1.0/SHA256SUMS', sizeBytes: 9, sha256: null }])
})

test('a version never gets other files, with or without v; the same files change nothing', () => {
  const manifest = withRelease(noManifest, entry('v1.0.0'))
  assert.equal(withRelease(manifest, entry('v1.0.0')), manifest)
  throwsFailure('REFUSED', /'v1\.0\.0' is in the manifest already, with other files/, () => withRelease(manifest, entry('v1.0.0', 'b')))
  throwsFailure('REFUSED', /already/, () => withRelease(manifest, entry('1.0.0')))
})

test('a channel moves forward by itself, and back only when asked', () => {
  const at = (version: string, how: 'asked for' | 'forward', manifest = noManifest): Manifest => withChannel(manifest, 'stable', version, how)
  const two = at('v2.0.0', 'forward')
  assert.deepEqual([two.channels, two.latestStable], [{ stable: 'v2.0.0' }, 'v2.0.0'])
  assert.equal(at('v1.9.1', 'forward', two), two)
  assert.equal(at('v1.9.1', 'asked for', two).latestStable, 'v1.9.1')
  assert.equal(at('v1.9.1', 'forward', { ...noManifest, latestStable: 'v2.0.0' }).latestStable, 'v2.0.0')
  const beta = withChannel(two, 'beta', 'v2.1.0-rc.1', 'asked for')
  assert.deepEqual([beta.channels, beta.latestStable], [{ stable: 'v2.0.0', beta: 'v2.1.0-rc.1' }, 'v2.0.0'])
})

test('what somebody else has published meanwhile is not forgotten', () => {
  const [one, two] = [withRelease(noManifest, entry('v1.0.0')), withRelease(withRelease(noManifest, entry('v1.0.0')), entry('v1.1.0'))]
  refuseForgotten(one, two, 's3://b')
  throwsFailure('REFUSED', /the manifest at s3:\/\/b lists 'v1\.1\.0', and ours does not/, () => refuseForgotten(two, one, 's3://b'))
  throwsFailure('REFUSED', /with other files/, () => refuseForgotten(withRelease(noManifest, entry('v1.0.0', 'b')), two, 's3://b'))
})

test('a processor is what the name says, in every spelling, and never guessed', () => {
  for (const [name, architecture] of [['acme-v1-linux-amd64.tar.gz', 'amd64'], ['acme_1.0_x86_64.tar.gz', 'amd64'], ['acme-linux-x64', 'amd64'], ['acme-aarch64-linux.zip', 'arm64'], ['acme_linux_arm64.bz2', 'arm64'], ['acme-ARM64', 'arm64']] as const)
    assert.equal(architectureIn(name), architecture, name)
  for (const name of ['acme.tar.gz', 'acme-riscv64', 'acme-amd64-arm64.tar', 'amd64x.gz']) throwsFailure('USAGE', /does not say for which processor/, () => architectureIn(name))
})
