import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { decompressors } from '../../src/host/decompressors.ts'
import { files } from '../../src/host/files.ts'
import { archiveFile } from '../../src/upgrade/admit/archive-file.ts'
import { aDirectory } from '../support/a-directory.ts'
import { type Container, containers } from '../support/containers.ts'

for (const container of containers)
  test(`3(c) ${container.tar.kind}: an honest file of more than 4 GiB is accepted`, (t) => vastIsRead(t, container))

/** A 32-bit size anywhere would cut it (RAUC CVE-2026-34155). Made by GNU tar and each compressor: test/vectors/vast/README.md. */
async function vastIsRead(t: TestContext, { ending, tar }: Container): Promise<void> {
  const path = join(aDirectory(t), 'vast')
  writeFileSync(path, gunzipSync(readFileSync(join(import.meta.dirname, `../vectors/vast/vast.tar.${ending}.gz`))))
  const opened = await files.open(path)
  assert.ok(opened !== null)
  t.after(() => opened.close())
  const archive = tar.make({ decompressors, binaries: ['vast'] })
  let sizeBytes = 0
  for await (const member of archive.members(archiveFile(opened), { unpackedBytesMax: 2 ** 32 + 1, entriesMax: 1 }, new AbortController().signal)) {
    assert.deepEqual([member.path, member.sizeBytes], ['vast', 2 ** 32 + 1])
    for await (const chunk of member.bytes) sizeBytes += chunk.length
  }
  assert.equal(sizeBytes, 2 ** 32 + 1)
}
