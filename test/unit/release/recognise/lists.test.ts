import assert from 'node:assert/strict'
import { test } from 'node:test'
import { archives } from '../../../../src/drivers/archives/table.ts'
import { archivesFor } from '../../../../src/release/recognise/archives.ts'
import { checksumLists } from '../../../../src/release/recognise/lists.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { realReleases } from './real-releases.ts'

const endings = archives.flatMap((driver) => driver.endings)
const expected: readonly (readonly [keyof typeof realReleases, readonly string[]])[] = [
  ['jaco', ['SHA256SUMS']], ['wattcloud', ['CHECKSUMS.txt', '{artifact}.sha256']], ['cmdop', ['SHA256SUMS']], ['banger', ['SHA256SUMS']], ['choria', []],
  ['caddy', ['caddy_{version}_checksums.txt']], ['prometheus', ['sha256sums.txt']], ['nodeExporter', ['sha256sums.txt']], ['traefik', ['traefik_{tag}_checksums.txt']],
  ['gitea', ['{artifact}.sha256']], ['vector', ['vector-{version}-SHA256SUMS']], ['ripgrep', ['{artifact}.sha256']], ['k3s', ['sha256sum-amd64.txt']], ['syncthing', []],
]
for (const [of, templates] of expected)
  test(`lists of checksums of ${of}`, () => {
    const release = { ...realReleases[of], version: parseVersion(realReleases[of].version), architecture: 'amd64' } as const
    const artifact = archivesFor(release, endings)[0]?.name ?? ''
    assert.deepEqual(checksumLists(artifact, release).map(({ template }) => template), templates)
  })

test('what nobody could read is no list: other digests, signatures, lists of others', () => {
  const names = ['acme', 'SHA512SUMS', 'md5sums.txt', 'checksums.sha1', 'SHA256SUMS.asc', 'other.tar.gz', 'other.tar.gz.sha256', 'sha256sum-arm64.txt', 'acme.sha256', 'SHA256SUMS']
  assert.deepEqual(checksumLists('acme', { version: parseVersion('1.0.0'), architecture: 'amd64', app: 'acme', names }).map(({ name, of }) => [name, of]), [['SHA256SUMS', 'release'], ['acme.sha256', 'artifact']])
})

test('what is signed comes first', () => {
  const names = ['acme', 'SHA256SUMS', 'acme.sha256', 'acme.sha256.minisig']
  assert.equal(checksumLists('acme', { version: parseVersion('1.0.0'), architecture: 'amd64', app: 'acme', names })[0]?.name, 'acme.sha256')
})
