import assert from 'node:assert/strict'
import { test } from 'node:test'
import { filesOf, type Reader } from '../../../../../src/drivers/sources/manifests/manifest-files.ts'
import { plainRelease, type ManifestRelease } from '../../../../../src/formats/manifest/manifest.ts'
import { parseVersion } from '../../../../../src/release/version.ts'
import { fileAt, listed } from '../../../../support/a-manifest.ts'
import { throwsFailure } from '../../../../support/throws.ts'

const version = parseVersion('1.0.0')
const reader: Reader = { listing: { url: 'https://dl.example.org/manifest.json', downloads: [] }, artifact: null, architecture: 'amd64' }
const plain = (tarballUrl: string): ManifestRelease => ({ ...plainRelease, version: 'v1.0.0', plain: { tarballUrl, listUrl: null, signatureUrl: null } })
const artifactFor = (release: ManifestRelease, more: Partial<Reader> = {}): string | undefined => filesOf(release, version, { ...reader, ...more })?.artifact
const on = (os: string, arch: string, name = 'a.tar.gz'): ManifestRelease['artifacts'][number] => ({ ...fileAt(name), os, arch })

test('J20 every spelling of this processor, and no other', () => {
  for (const arch of ['amd64', 'x86_64', 'x64', 'X86_64']) assert.equal(artifactFor({ ...plainRelease, version: 'v1.0.0', artifacts: [on('linux', arch)] }), 'a.tar.gz', arch)
  for (const [os, arch] of [['linux', 'arm64'], ['linux', 'amd64v3'], ['linux', 'x86'], ['darwin', 'amd64'], ['', 'amd64']] as const) assert.equal(artifactFor({ ...plainRelease, version: 'v1.0.0', artifacts: [on(os, arch)] }), undefined, os + arch)
  assert.equal(artifactFor({ ...plainRelease, version: 'v1.0.0', artifacts: [on('Linux', 'aarch64')] }, { architecture: 'arm64' }), 'a.tar.gz')
})

test('J20 two spellings at once are one processor too many, unless the settings say which', () => {
  const release = { ...plainRelease, version: 'v1.0.0', artifacts: [on('linux', 'amd64', 'a-x64.tar.gz'), on('linux', 'x86_64', 'b-v1.0.0.tar.gz')] }
  throwsFailure('DATA', /two archives for this machine, 'a-x64\.tar\.gz' and 'b-v1\.0\.0\.tar\.gz'/, () => artifactFor(release))
  assert.equal(artifactFor(release, { artifact: 'b-{tag}.tar.gz' }), 'b-v1.0.0.tar.gz')
  assert.equal(artifactFor(release, { artifact: 'c-{tag}.tar.gz' }), undefined)
})

test('J31 an archive of another version in this entry is refused', () => {
  throwsFailure('DATA', /'v1\.0\.0' lists 'jaco-v0\.9\.0-linux-amd64\.tar\.gz', which is of another version/, () => artifactFor(plain('jaco-v0.9.0-linux-amd64.tar.gz')))
  throwsFailure('DATA', /another version/, () => filesOf({ ...listed('v1.0.1'), version: 'v1.0.0' }, version, reader))
  assert.equal(artifactFor(plain('jaco.tar.gz')), 'jaco.tar.gz')
})

test("banger's one archive is for the machine that its name says", () => {
  for (const name of ['b-v1.0.0-linux-amd64.tar.gz', 'b_1.0.0_linux_x86_64.tar.gz', 'b-linux-x64', 'b.tar.gz', 'x64tools.tar.gz']) assert.equal(artifactFor(plain(name)), name)
  for (const name of ['b-v1.0.0-linux-arm64.tar.gz', 'b-aarch64-linux.tar.gz', 'b-darwin-amd64.tar.gz', 'b_windows_amd64.zip']) assert.equal(artifactFor(plain(name)), undefined, name)
})

test('J30 names are names of files', () => {
  for (const name of ['../x', 'a/b', '..', 'a\\b']) throwsFailure('DATA', /cannot be an artifact's name/, () => artifactFor({ ...plainRelease, version: 'v1.0.0', artifacts: [{ ...on('linux', 'amd64'), name }] }))
  throwsFailure('DATA', /has a slash/, () => artifactFor(plain('..%2fx')))
  throwsFailure('REFUSED', /stays below/, () => artifactFor({ ...listed('v1.0.0'), sidecars: [{ ...fileAt('SHA256SUMS'), url: '../SHA256SUMS' }] }))
})

test('one name is one file', () => {
  const twice = { ...listed('v1.0.0'), sidecars: [fileAt('a/SHA256SUMS'), fileAt('b/SHA256SUMS')] }
  throwsFailure('DATA', /two files named 'SHA256SUMS'/, () => artifactFor(twice))
  assert.equal(filesOf({ ...twice, sidecars: [fileAt('a/SHA256SUMS'), fileAt('a/SHA256SUMS')] }, version, reader)?.addresses.size, 2)
})
