import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { decompressors } from '../../src/host/decompressors.ts'
import { files } from '../../src/host/files.ts'
import { archiveFile } from '../../src/upgrade/archive-file.ts'
import { aDirectory } from '../support/a-directory.ts'
import { type Container, containers, packedTo } from '../support/containers.ts'
import { hostileArchives } from '../support/hostile-archives.ts'

const vast = hostileArchives.find((one) => one.name === 'an honest file of more than 4 GiB')

for (const container of containers)
  test(`3(c) ${container.tar.kind}: an honest file of more than 4 GiB is accepted`, (t) => vastIsRead(t, container))

/** A 32-bit size anywhere would cut it (RAUC CVE-2026-34155). */
async function vastIsRead(t: TestContext, container: Container): Promise<void> {
  assert.ok(vast !== undefined)
  const path = join(aDirectory(t), 'vast')
  await packedTo(path, container, vast.bytes())
  const opened = await files.open(path)
  assert.ok(opened !== null)
  t.after(() => opened.close())
  let sizeBytes = 0
  const members = container.tar.make({ decompressors, binaries: ['jacod'] }).members(archiveFile(opened), { unpackedBytesMax: 2 ** 33, entriesMax: 100 }, new AbortController().signal)
  for await (const member of members) for await (const chunk of member.bytes) sizeBytes += chunk.length
  assert.ok(sizeBytes > 2 ** 32, `${sizeBytes}`)
}
