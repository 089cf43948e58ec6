import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { sealed } from '../../../../src/drivers/trust/seal.ts'
import { files } from '../../../../src/host/files.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { nowhere, type Destination } from '../../../../src/upgrade/acquire/inspect.ts'
import { readOnce, type ReadOnce } from '../../../../src/upgrade/acquire/read-once.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aProgram, aTar, sha256Of } from '../../../support/a-release.ts'
import { someLooks } from '../../../support/artifact-looks.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const program = Buffer.concat([aProgram('choria'), Buffer.alloc(200_000, 'x')])
const believed = (artifact: string): Parameters<ReadOnce['content']>[0] => sealed({ artifact: parseArtifactName(artifact), version: parseVersion('1.2.3'), sha256: '', expiresAtMs: null, grounds: [] })

function reading(t: TestContext, artifact: string, bytes: Buffer, destination: Destination = nowhere): { readonly contents: ReadOnce; readonly opened: () => number } {
  const path = join(aDirectory(t), 'artifact')
  writeFileSync(path, bytes)
  let opened = 0
  const counting = { ...files, open: async (one: string) => { opened += 1; return files.open(one) } }
  return { contents: readOnce({ path, artifact: parseArtifactName(artifact) }, destination, { ...someLooks, files: counting }, new AbortController().signal), opened: () => opened }
}

test('a compressed file is unpacked once: for its digest, and for what it holds', async (t) => {
  const { contents, opened } = reading(t, 'app-1.2.3.gz', gzipSync(program))
  assert.deepEqual([await contents.unpackedSha256(), await contents.unpackedSha256()], [sha256Of(program), sha256Of(program)])
  assert.deepEqual(await contents.content(believed('app-1.2.3.gz')), { prefix: '', unpackedBytes: program.length })
  assert.equal(opened(), 1)
})

test('an archive is not even opened before somebody vouches for it', async (t) => {
  const { contents, opened } = reading(t, 'app-1.2.3.tar.gz', gzipSync(aTar({ app: program }, '')))
  await rejectsWithFailure('DATA', /only a single compressed file/, contents.unpackedSha256())
  assert.equal(opened(), 0)
  assert.deepEqual(await contents.content(believed('app-1.2.3.tar.gz')), { prefix: '', unpackedBytes: program.length })
})

test('nor is any other that may hold several members; one that is not compressed unpacks to itself', async (t) => {
  for (const name of ['app.tar.xz', 'app.tar.zst', 'app.tbz2', 'app.zip']) {
    const { contents, opened } = reading(t, name, Buffer.from('x'))
    await rejectsWithFailure('DATA', /only a single compressed file/, contents.unpackedSha256())
    assert.equal(opened(), 0, name)
  }
  assert.equal(await reading(t, 'app', program).contents.unpackedSha256(), sha256Of(program))
})

test('what an unbelieved file holds is not judged before it is believed: it is no program for this machine', async (t) => {
  const { contents } = reading(t, 'app-1.2.3.gz', gzipSync(aProgram('app', 'arm64')))
  assert.equal(await contents.unpackedSha256(), sha256Of(aProgram('app', 'arm64')))
  await rejectsWithFailure('DATA', /is a program for arm64/, contents.content(believed('app-1.2.3.gz')))
})

test('a reading that failed is not begun again where half of it lies', async (t) => {
  let begun = 0
  const { contents } = reading(t, 'app-1.2.3.gz', gzipSync(program).subarray(0, 100), { ...nowhere, begin: async () => { begun += 1 } })
  await rejectsWithFailure('DATA', /./, contents.unpackedSha256())
  await rejectsWithFailure('DATA', /./, contents.content(believed('app-1.2.3.gz')))
  assert.equal(begun, 1)
})
