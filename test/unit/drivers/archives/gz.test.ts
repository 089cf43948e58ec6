import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { tarGz } from '../../../../src/drivers/archives/gz.ts'
import { decompressors } from '../../../../src/host/decompressors.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { tarMember, tarOf } from '../../../support/tar-builder.ts'

// Hostile archives in every container: test/contract/archives.test.ts.
test('E7 modes: executable for anybody is 0755, everything else 0644; owners and setuid are not believed', async () => {
  const modes = new Map<string, number>()
  const tar = tarOf(tarMember({ name: 'a', mode: 0o100 }, 'x'), tarMember({ name: 'b', mode: 0o666, uid: 1000 }, 'x'), tarMember({ name: 'd/', type: '5', mode: 0 }))
  const members = tarGz.make({ decompressors, binaries: [] }).members(anArchiveFile(gzipSync(tar)), { unpackedBytesMax: 99, entriesMax: 9 }, new AbortController().signal)
  for await (const member of members) modes.set(member.path, member.mode)
  assert.deepEqual([...modes], [['a', 0o755], ['b', 0o644], ['d', 0o755]])
})
