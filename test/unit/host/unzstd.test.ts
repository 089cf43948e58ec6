import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { constants, zstdCompressSync } from 'node:zlib'
import { unzstd } from '../../../src/host/unzstd.ts'
import { fleeting } from '../../support/fleeting.ts'
import { spoiled } from '../../support/spoiled.ts'
import { noise } from '../../support/noise.ts'
import { chunked } from '../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

async function unpacked(bytes: Buffer, chunkBytes = 65_536, outputBytesMax = 1e9): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of unzstd(fleeting(chunked(bytes, chunkBytes)), outputBytesMax)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
const content = Buffer.concat([noise(300_000), Buffer.alloc(2_000_000), Buffer.from('end')])

test('what zstd packs is unpacked, whatever the level, the threads and the chunks', async () => {
  for (const args of [['-1'], ['-19'], ['-T0'], ['--no-check'], ['--ultra', '-22'], ['--long=27']]) assert.ok((await unpacked(spawnSync('zstd', ['-qc', ...args], { input: content, maxBuffer: 2 ** 26 }).stdout)).equals(content), args.join(' '))
  for (const chunkBytes of [1000, 1e9]) assert.ok((await unpacked(zstdCompressSync(content), chunkBytes)).equals(content))
  assert.equal((await unpacked(zstdCompressSync(Buffer.alloc(0)))).length, 0)
})
test('damage is found, by the checksum if by nothing else', async () => {
  const bytes = zstdCompressSync(content, { params: { [constants.ZSTD_c_checksumFlag]: 1 } })
  for (const at of [20, 1000, bytes.length - 2]) await rejectsWithFailure('DATA', /zstd file/, unpacked(spoiled(bytes, at)))
})
test('3(c) a window of more than 128 MiB is refused, also by the real tool’s own file', async () => {
  await rejectsWithFailure('DATA', /window of 2147483648 bytes/, unpacked(spawnSync('zstd', ['-qc', '--long=31'], { input: content }).stdout))
})
test('3(c) a bomb ends at the limit', async () => {
  await rejectsWithFailure('DATA', /more than 1000000 bytes/, unpacked(zstdCompressSync(Buffer.alloc(100_000_000)), 65_536, 1e6))
})
