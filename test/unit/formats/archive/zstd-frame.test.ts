import assert from 'node:assert/strict'
import { test } from 'node:test'
import { constants, zstdCompressSync } from 'node:zlib'
import { oneZstdFrame } from '../../../../src/formats/archive/zstd-frame.ts'
import { chunked } from '../../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

async function pieces(bytes: Buffer, chunkBytes = 1000): Promise<readonly Buffer[]> {
  const all: Buffer[] = []
  for await (const piece of oneZstdFrame(chunked(bytes, chunkBytes))) all.push(Buffer.from(piece))
  return all
}
const frame = (content: Buffer, params: Record<number, number> = {}): Buffer => zstdCompressSync(content, { params })
const words = Buffer.from(Array.from({ length: 100_000 }, (_, at) => `${at ** 2 % 977} `).join(''))
const hex = (text: string): Buffer => Buffer.from(text.replaceAll(' ', ''), 'hex')

test('one frame passes unchanged, with and without a checksum, in any chunks', async () => {
  for (const content of [Buffer.alloc(0), Buffer.from('x'), words, Buffer.alloc(2_000_000)])
    for (const checksum of [0, 1]) {
      const bytes = frame(content, { [constants.ZSTD_c_checksumFlag]: checksum })
      for (const chunkBytes of [1, 5, 100_000]) assert.ok(Buffer.concat(await pieces(bytes, chunkBytes)).equals(bytes))
    }
})
test('a piece never stands for much: blocks of four bytes that are 128 KiB each are cut apart', async () => {
  const block = hex('02 00 10 00')
  const bytes = Buffer.concat([hex('28b52ffd 00 58'), ...Array.from({ length: 1000 }, () => block), hex('01 00 00')])
  const all = await pieces(bytes, 1e6)
  assert.ok(all.length > 100, `${all.length}`)
  assert.ok(all.every((piece) => piece.length <= 9 * block.length + 6))
})
test('3(c) two frames, a skippable one, and what lies behind', async () => {
  const one = frame(words)
  for (const behind of [one, hex('502a4d18 00000000'), Buffer.alloc(1), Buffer.from('garbage')]) await rejectsWithFailure('DATA', /behind the end/, pieces(Buffer.concat([one, behind])))
  await rejectsWithFailure('DATA', /not a zstd file/, pieces(Buffer.concat([hex('502a4d18 00000000'), one])))
})
test('3(c) every cut is noticed', async () => {
  const bytes = frame(words, { [constants.ZSTD_c_checksumFlag]: 1 })
  for (let at = 0; at < bytes.length; at += at < 40 ? 1 : 997) await rejectsWithFailure('DATA', /cut off/, pieces(bytes.subarray(0, at)))
  await rejectsWithFailure('DATA', /cut off/, pieces(bytes.subarray(0, -1)))
})
test('3(c) a window of 2 GiB, a dictionary, reserved flags and blocks', async () => {
  await rejectsWithFailure('DATA', /window of 2147483648 bytes/, pieces(hex('28b52ffd 00 a8 010000')))
  await rejectsWithFailure('DATA', /window of \d+ bytes/, pieces(hex('28b52ffd e0 ffffffffffffff7f 010000')))
  await rejectsWithFailure('DATA', /dictionary/, pieces(hex('28b52ffd 01 58 07 010000')))
  await rejectsWithFailure('DATA', /reserved flag/, pieces(hex('28b52ffd 08 58 010000')))
  await rejectsWithFailure('DATA', /reserved kind/, pieces(hex('28b52ffd 00 58 070000')))
  await rejectsWithFailure('DATA', /too large/, pieces(hex('28b52ffd 00 58 050020')))
})
