import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { fileEvidence } from '../../../../src/upgrade/acquire/file-evidence.ts'
import type { Evidence } from '../../../../src/upgrade/ports.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { someLooks, textOf } from '../../../support/artifact-looks.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

function by(t: TestContext, name = 'jaco.tar.gz'): { readonly home: string; readonly evidence: Evidence } {
  const home = aDirectory(t)
  return { home, evidence: fileEvidence({ ...someLooks, disk, path: join(home, name), version: parseVersion('1.2.3'), atMs: 7 }, new AbortController().signal) }
}

test('P20 a file, and what lies beside it', async (t) => {
  const { home, evidence } = by(t)
  writeFileSync(join(home, 'jaco.tar.gz'), 'bytes')
  writeFileSync(join(home, 'SUMS'), 'sums')
  assert.deepEqual([evidence.artifact, evidence.version, evidence.atMs], ['jaco.tar.gz', '1.2.3', 7])
  assert.deepEqual(await evidence.digest(), { sha256: sha256Of(Buffer.from('bytes')), sizeBytes: 5 })
  assert.equal(await textOf(evidence.content()), 'bytes')
  assert.equal(Buffer.from(await evidence.sidecar(parseArtifactName('SUMS'), 4)).toString(), 'sums')
  await rejectsWithFailure('DATA', /at most 3/, evidence.sidecar(parseArtifactName('SUMS'), 3))
  await rejectsWithFailure('REFUSED', /there is no '.*NONE' beside the release/, evidence.sidecar(parseArtifactName('NONE'), 3))
})

test('P20 no such file is a mistake of the caller', async (t) => {
  await rejectsWithFailure('USAGE', /there is no file/, by(t).evidence.digest())
})

test('P20 a public fact is taken from beside the file, else looked up and not kept', async (t) => {
  const { home, evidence } = by(t)
  const fact = parseArtifactName('log-entry')
  assert.equal(Buffer.from(await evidence.lookedUp(fact, 9, async () => Buffer.from('asked'))).toString(), 'asked')
  assert.equal(await disk.look(join(home, fact)), null)
  writeFileSync(join(home, fact), 'here')
  assert.equal(Buffer.from(await evidence.lookedUp(fact, 9, () => assert.fail('it is here'))).toString(), 'here')
})
