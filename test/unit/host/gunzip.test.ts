import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { gunzip } from '../../../src/host/gunzip.ts'
import { fleeting } from '../../support/fleeting.ts'
import { noise } from '../../support/noise.ts'
import { chunked } from '../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const content = Buffer.concat([noise(300), Buffer.alloc(100_000)])
const gz = gzipSync(content)
const flipped = (at: number): Buffer => {
  const bytes = Buffer.from(gz)
  bytes[at] = (bytes[at] ?? 0) ^ 1
  return bytes
}

async function unpacked(bytes: Uint8Array, chunkBytes = 65_536, max = 1e9): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of gunzip(fleeting(chunked(bytes, chunkBytes)), max)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}

for (const chunkBytes of [1, 7, 1000, 1e9]) {
  test(`one member, in pieces of ${chunkBytes}`, async () => {
    assert.deepEqual(await unpacked(gz, chunkBytes), content)
    assert.deepEqual(await unpacked(gzipSync(''), chunkBytes), Buffer.alloc(0))
  })
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    ['trailing garbage', Buffer.concat([gz, Buffer.from('x')]), /lies behind the end/],
    ['trailing zeros', Buffer.concat([gz, Buffer.alloc(512)]), /lies behind the end/],
    ['a second member', Buffer.concat([gz, gz]), /lies behind the end/],
    ['a wrong checksum', flipped(gz.length - 6), /checksum does not match/],
    ['a wrong size', flipped(gz.length - 2), /size does not match/],
    ['a flipped bit', flipped(150), /damaged|checksum/],
    ['cut in the trailer', gz.subarray(0, -1), /cut off/],
    ['cut before the trailer', gz.subarray(0, -8), /cut off/],
    ['cut in the middle', gz.subarray(0, 100), /cut off/],
    ['cut in the header', gz.subarray(0, 5), /cut off/],
    ['an empty file', Buffer.alloc(0), /cut off/],
    ['a web page', Buffer.from('<!doctype html>'), /not a gzip file/],
  ]
  for (const [name, bytes, message] of cases)
    test(`3(c) gzip: ${name}, in pieces of ${chunkBytes}`, () => rejectsWithFailure('DATA', message, unpacked(bytes, chunkBytes)))
}

test('3(c) a bomb is stopped at the limit, not at its end', async () => {
  await rejectsWithFailure('DATA', /unpacks to more than 50000 bytes/, unpacked(gz, 65_536, 50_000))
  assert.equal((await unpacked(gz, 65_536, content.length)).length, content.length)
})

test('memory that was filled and read is given back at once', async () => {
  const chunks: Uint8Array[] = []
  for await (const chunk of gunzip(chunked(gzipSync(Buffer.alloc(4_000_000))), 1e9)) chunks.push(chunk)
  assert.ok(chunks.length > 10)
  assert.ok(chunks.reduce((sum, chunk) => sum + chunk.length, 0) < 300_000, 'only the buffer that was never filled is left')
})

test('a consumer that goes away ends the reading', async () => {
  let ended = false
  const source = (async function* () {
    try {
      yield* chunked(gz, 50)
    } finally {
      ended = true
    }
  })()
  for await (const _ of gunzip(source, 1e9)) break
  assert.equal(ended, true)
})

test('a failure of the source leaves as it is', async () => {
  const source = (async function* (): AsyncGenerator<Uint8Array> {
    yield gz.subarray(0, 100)
    throw new Error('cable')
  })()
  await assert.rejects(async () => { for await (const _ of gunzip(source, 1e9)); }, /cable/)
})
