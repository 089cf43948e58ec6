import assert from 'node:assert/strict'
import { symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../src/host/disk.ts'
import { parseArtifactName } from '../../../src/release/artifact.ts'
import { parseVersion } from '../../../src/release/version.ts'
import { shelfEvidence } from '../../../src/upgrade/shelf-evidence.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

test('sidecars come from the entry, capped, through no link; the digest is asked for once', async (t) => {
  const entry = aDirectory(t)
  let asked = 0
  const record = { schema: 1, version: parseVersion('1.2.3'), artifact: parseArtifactName('jaco.tar.gz'), sha256: 'a'.repeat(64), origin: 'x', sizeBytes: 1, unpackedBytes: 1, sidecars: [], atMs: 1 } as const
  const evidence = shelfEvidence({ record, entry, disk, atMs: 7, digest: async () => ({ sha256: String(++asked), blake2b512: null, sizeBytes: 1 }) })
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
