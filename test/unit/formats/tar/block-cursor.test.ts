import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { BlockCursor } from '../../../../src/formats/tar/block-cursor.ts'
import { fleeting } from '../../../support/fleeting.ts'
import { chunked } from '../../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const numbered = (blocks: number): Buffer => Buffer.from(Uint8Array.from({ length: blocks * 512 }, (_, at) => at >> 9))

test('blocks come out whole and in order, whatever the chunks and requests', async () => {
  await fc.assert(fc.asyncProperty(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 9 }), async (chunkBytes, blocksMax) => {
    const bytes = numbered(12)
    const cursor = new BlockCursor(fleeting(chunked(bytes, chunkBytes)), bytes.length)
    const pieces: Buffer[] = []
    for (let piece = await cursor.next(blocksMax); piece !== null; piece = await cursor.next(blocksMax)) {
      assert.ok(piece.length % 512 === 0 && piece.length <= blocksMax * 512)
      pieces.push(Buffer.from(piece))
    }
    assert.deepEqual(Buffer.concat(pieces), bytes)
  }), { seed: 1, numRuns: 200 })
})
test('a single block and exactly so many are the caller\'s to keep', async () => {
  const bytes = numbered(6)
  const cursor = new BlockCursor(fleeting(chunked(bytes, 700)), bytes.length)
  const [first, next] = [await cursor.next(), await cursor.exactly(4)]
  assert.deepEqual(await cursor.next(), bytes.subarray(5 * 512))
  assert.deepEqual(first, bytes.subarray(0, 512))
  assert.deepEqual(next, bytes.subarray(512, 5 * 512))
})
test('exactly so many blocks, or a DATA failure', async () => {
  const cursor = new BlockCursor(chunked(numbered(3), 700), 10_000)
  assert.equal((await cursor.exactly(2)).length, 1024)
  await rejectsWithFailure('DATA', /cut off/, cursor.exactly(2))
})
test('a stream that ends inside a block, or is too long, is refused', async () => {
  await rejectsWithFailure('DATA', /cut off/, new BlockCursor(chunked(Buffer.alloc(511)), 10_000).next())
  await rejectsWithFailure('DATA', /cut off/, new BlockCursor(fleeting(chunked(Buffer.alloc(511), 510)), 10_000).next())
  await rejectsWithFailure('DATA', /more than 1000 bytes/, new BlockCursor(chunked(Buffer.alloc(1024)), 1000).next())
  assert.equal(await new BlockCursor(chunked(Buffer.alloc(0)), 0).next(), null)
})
