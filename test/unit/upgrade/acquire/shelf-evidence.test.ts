import assert from 'node:assert/strict'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { disk } from '../../../../src/host/disk.ts'
import { files } from '../../../../src/host/files.ts'
import { type ArtifactDigest, parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { shelfEvidence } from '../../../../src/upgrade/acquire/shelf-evidence.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { contentsAt, textOf } from '../../../support/artifact-looks.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const record = { schema: 1, version: parseVersion('1.2.3'), artifact: parseArtifactName('jaco.tar.gz'), sha256: 'a'.repeat(64), origin: 'x', sizeBytes: 1, unpackedBytes: 1, sidecars: [], atMs: 1 } as const

test('sidecars come from the entry, capped, through no link; the digest is asked for once', async (t) => {
  const entry = aDirectory(t)
  let asked = 0
  const evidence = shelfEvidence({ files, record, entry, disk, atMs: 7, artifactPath: join(entry, 'artifact'), contents: contentsAt(join(entry, 'artifact'), 'jaco.tar.gz'), digest: async () => ({ sha256: String(++asked), sizeBytes: 1 }) })
  writeFileSync(join(entry, 'sidecar.SUMS'), 'sums')
  symlinkSync('/etc/passwd', join(entry, 'sidecar.LINK'))
  const sidecar = (name: string, max: number): Promise<Uint8Array> => evidence.sidecar(parseArtifactName(name), max)
  assert.equal(Buffer.from(await sidecar('SUMS', 4)).toString(), 'sums')
  await rejectsWithFailure('DATA', /at most 3/, sidecar('SUMS', 3))
  await rejectsWithFailure('IO', /symbolic link/, sidecar('LINK', 10_000))
  await rejectsWithFailure('REFUSED', /'NONE' is not on the shelf beside 'jaco\.tar\.gz'/, sidecar('NONE', 9))
  assert.deepEqual([await evidence.digest(), await evidence.digest()].map(({ sha256 }) => sha256), ['1', '1'])
  assert.deepEqual([evidence.artifact, evidence.version, evidence.atMs], ['jaco.tar.gz', '1.2.3', 7])
})

test('what was looked up is what was kept: nobody is asked again, and nothing kept is nothing believed', async (t) => {
  const entry = aDirectory(t)
  const evidence = shelfEvidence({ files, record, entry, disk, atMs: 7, artifactPath: join(entry, 'artifact'), contents: contentsAt(join(entry, 'artifact'), 'jaco.tar.gz'), digest: async () => ({ sha256: '', sizeBytes: 1 }) })
  const lookUp = (): Promise<never> => assert.fail('the applying half has no network')
  writeFileSync(join(entry, 'sidecar.log-entry'), 'kept')
  assert.equal(Buffer.from(await evidence.lookedUp(parseArtifactName('log-entry'), 4, lookUp)).toString(), 'kept')
  await rejectsWithFailure('DATA', /at most 3/, evidence.lookedUp(parseArtifactName('log-entry'), 3, lookUp))
  await rejectsWithFailure('REFUSED', /'other' is not on the shelf/, evidence.lookedUp(parseArtifactName('other'), 9, lookUp))
})

test('F45 the content is the very bytes that were digested, or TAMPERED', async (t) => {
  const entry = aDirectory(t)
  const artifactPath = join(entry, 'copy')
  writeFileSync(artifactPath, 'signed')
  const of = (digested: string): ReturnType<typeof shelfEvidence> => shelfEvidence({ files, record, entry, disk, atMs: 7, artifactPath, contents: contentsAt(artifactPath, 'jaco.tar.gz'), digest: async () => ({ sha256: sha256Of(Buffer.from(digested)), sizeBytes: 6 }) })
  assert.equal(await textOf(of('signed').content()), 'signed')
  await rejectsWithFailure('TAMPERED', /changed while it was looked at/, textOf(of('Signed').content()))
})

test('what it unpacks to is asked for after the digest, which puts it there', async (t) => {
  const entry = aDirectory(t)
  const artifactPath = join(entry, 'copy')
  const digest = async (): Promise<ArtifactDigest> => {
    writeFileSync(artifactPath, gzipSync('app'))
    return { sha256: 'x', sizeBytes: 1 }
  }
  const evidence = shelfEvidence({ files, record, entry, disk, atMs: 7, artifactPath, contents: contentsAt(artifactPath, 'app-1.2.3.gz'), digest })
  assert.equal(await evidence.unpackedSha256(), sha256Of(Buffer.from('app')))
})
