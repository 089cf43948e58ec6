import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { tarGz } from '../../../src/drivers/archives/gz.ts'
import { decompressors } from '../../../src/host/decompressors.ts'
import { unpackedSha256 } from '../../../src/upgrade/unpacked-digest.ts'
import { anArchiveFile } from '../../support/an-archive-file.ts'
import { aTar, sha256Of } from '../../support/a-release.ts'
import { tarMember, tarOf } from '../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const digestOf = (tar: Buffer): Promise<string> => unpackedSha256(tarGz.make({ decompressors, binaries: ['choria'] }), anArchiveFile(gzipSync(tar)), { unpackedBytesMax: 1e6, entriesMax: 9 }, new AbortController().signal)

test('the digest of the only file is that of its content, not of its container', async () => {
  const content = Buffer.alloc(200_000, 'choria')
  assert.equal(await digestOf(aTar({ choria: content }, '')), sha256Of(content))
})

test('of several members, or of a directory, there is no one digest', async () => {
  await rejectsWithFailure('DATA', /more than one file/, digestOf(aTar({ jaco: Buffer.from('a'), jacod: Buffer.from('b') }, '')))
  await rejectsWithFailure('DATA', /more than one file/, digestOf(tarOf(tarMember({ name: 'd/', type: '5', mode: 0o755 }))))
})
