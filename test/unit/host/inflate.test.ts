import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { inflater, inflateRaw } from '../../../src/host/inflate.ts'
import { fleeting } from '../../support/fleeting.ts'
import { chunked } from '../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

test('says what is left over once the compressed data has ended, and only then', async (t) => {
  const deflated = deflateRawSync(Buffer.alloc(10_000, 'a'))
  const inflate = inflater()
  t.after(() => inflate.close())
  const first = await inflate.take(deflated)
  assert.equal(first.left, null, 'nothing behind the end yet')
  assert.equal(Buffer.concat(first.output).length, 10_000)
  assert.deepEqual(await inflate.take(new Uint8Array()), { output: [], left: null })
  assert.deepEqual((await inflate.take(Buffer.from('rest'))).left, Buffer.from('rest'))
})

test('damaged data is an error, not silence', async () => {
  await assert.rejects(inflater().take(Buffer.from('ffffffff', 'hex')), { code: 'Z_DATA_ERROR' })
})

async function unpacked(bytes: Buffer, chunkBytes: number, outputBytesMax = 1e6): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of inflateRaw(fleeting(chunked(bytes, chunkBytes)), outputBytesMax)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

test('exactly these bytes, to the last: what zip needs', async () => {
  const content = Buffer.alloc(100_000, 'deflate')
  const deflated = deflateRawSync(content)
  for (const chunkBytes of [1, 13, 1e9]) {
    assert.ok((await unpacked(deflated, chunkBytes)).equals(content))
    await rejectsWithFailure('DATA', /behind the end/, unpacked(Buffer.concat([deflated, Buffer.alloc(1)]), chunkBytes))
    await rejectsWithFailure('DATA', /cut off/, unpacked(deflated.subarray(0, -1), chunkBytes))
    await rejectsWithFailure('DATA', /damaged/, unpacked(Buffer.from('ffff', 'hex'), chunkBytes))
    await rejectsWithFailure('DATA', /more than 1000 bytes/, unpacked(deflated, chunkBytes, 1000))
  }
  await rejectsWithFailure('DATA', /cut off/, unpacked(Buffer.alloc(0), 1))
})
