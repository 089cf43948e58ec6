import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { bunzip2 } from '../../../../src/formats/bzip2/bzip2.ts'
import { bzip2Checksum } from '../../../../src/formats/bzip2/bzip2-checksum.ts'
import { fleeting } from '../../../support/fleeting.ts'
import { spoiled } from '../../../support/spoiled.ts'
import { chunked } from '../../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

function bzip2(content: Uint8Array, level = 9): Buffer {
  const { stdout, status } = spawnSync('bzip2', [`-${level}c`], { input: content, maxBuffer: 2 ** 27 })
  assert.equal(status, 0)
  return stdout
}
async function unpacked(bytes: Uint8Array, chunkBytes = 65_536, outputBytesMax = 1e9): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of bunzip2(fleeting(chunked(bytes, chunkBytes)), outputBytesMax)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
/** Noise that is the same in every run. */
function noise(sizeBytes: number, seed = 'noise'): Buffer {
  const blocks = Array.from({ length: Math.ceil(sizeBytes / 32) }, (_, at) => createHash('sha256').update(`${seed} ${at}`).digest())
  return Buffer.concat(blocks).subarray(0, sizeBytes)
}
const runs = Buffer.concat(Array.from({ length: 600 }, (_, length) => Buffer.alloc(length, length)))
const words = Buffer.from(Array.from({ length: 60_000 }, (_, at) => `word ${at ** 2 % 977} `).join(''))
const samples: Readonly<Record<string, Buffer>> = { nothing: Buffer.alloc(0), 'one byte': Buffer.from('x'), runs, words, noise: noise(250_000), zeros: Buffer.alloc(3_000_000), 'every byte': Buffer.from(Array.from({ length: 256 }, (_, byte) => byte)), mixed: Buffer.concat([words, noise(100_000), runs, words]) }

for (const [name, content] of Object.entries(samples))
  test(`E1 what bzip2 packs is unpacked: ${name}`, async () => {
    for (const level of [1, 9]) assert.ok((await unpacked(bzip2(content, level))).equals(content), `level ${level}`)
    if (content.length < 600_000) for (const chunkBytes of [1, 7, 4096]) assert.ok((await unpacked(bzip2(content, 1), chunkBytes)).equals(content), `chunks of ${chunkBytes}`)
  })

test('E1 several streams are one file, also with blocks of different sizes', async () => {
  const file = Buffer.concat([bzip2(words, 1), bzip2(Buffer.alloc(0)), bzip2(runs, 9), bzip2(Buffer.from('end'), 3)])
  assert.ok((await unpacked(file, 1000)).equals(Buffer.concat([words, runs, Buffer.from('end')])))
})

test('what unpacks to 46 MB from one block comes out piece by piece', async () => {
  let [largest, total] = [0, 0]
  for await (const chunk of bunzip2(chunked(bzip2(Buffer.alloc(45_000_000))), 1e9)) [largest, total] = [Math.max(largest, chunk.length), total + chunk.length]
  assert.equal(total, 45_000_000)
  assert.ok(largest <= 256 * 1024, `${largest}`)
})

test('E1 a bomb ends at the limit', async () => {
  await rejectsWithFailure('DATA', /more than 1000000 bytes/, unpacked(bzip2(Buffer.alloc(45_000_000)), 65_536, 1e6))
  assert.equal((await unpacked(bzip2(words), 65_536, words.length)).length, words.length)
})

const packed = bzip2(Buffer.concat([words, noise(150_000)]), 1)
test('every cut is noticed', async () => {
  for (let at = 0; at < packed.length; at += at < 60 ? 1 : 4999) await rejectsWithFailure('DATA', /cut off|empty|damaged|not a bzip2/, unpacked(packed.subarray(0, at)))
  for (const at of [1, 2, 5, 9]) await rejectsWithFailure('DATA', /cut off/, unpacked(packed.subarray(0, -at)))
})
test('E1 every changed bit is noticed', async () => {
  for (let at = 0; at < packed.length; at += at < 400 ? 1 : 1501) {
    // The level says how large blocks may be; a larger one does no harm. The last bits of the last byte are padding.
    if (at === 3 || at === packed.length - 1) continue
    await rejectsWithFailure('DATA', /./, unpacked(spoiled(packed, at)))
  }
})
test('E1 the checksums of a block and of the whole are held against the content', async () => {
  await rejectsWithFailure('DATA', /checksum of a block/, unpacked(spoiled(packed, 10)))
  const one = bzip2(Buffer.from('one block'))
  await rejectsWithFailure('DATA', /checksum of the whole/, unpacked(spoiled(one, one.length - 3)))
})
test('an empty file, another format, and what lies behind the end', async () => {
  await rejectsWithFailure('DATA', /is empty/, unpacked(Buffer.alloc(0)))
  for (const text of ['<!doctype html>', 'BZ', 'BZh0', 'BZp9123456']) await rejectsWithFailure('DATA', /not a bzip2 file|cut off|damaged/, unpacked(Buffer.from(text)))
  for (const behind of [Buffer.from('garbage'), Buffer.alloc(512), Buffer.from('B')]) await rejectsWithFailure('DATA', /lies behind its end|cut off/, unpacked(Buffer.concat([packed, behind])))
})
test("a 'randomised' block is refused", async () => {
  const randomised = Buffer.from(packed)
  randomised[14] = (randomised[14] ?? 0) | 0x80
  await rejectsWithFailure('DATA', /'randomised'/, unpacked(randomised))
})
test('a block whose code lengths go up and down for ever is refused', async () => {
  const head = packed.subarray(0, 18)
  await rejectsWithFailure('DATA', /does not end|damaged/, unpacked(Buffer.concat([head, Buffer.alloc(5_000_000, 0xaa)])))
})
test('whoever stops asking lets go of the bytes', async () => {
  let open = true
  const bytes = (async function* () {
    try {
      yield* chunked(packed, 1000)
    } finally {
      open = false
    }
  })()
  for await (const _ of bunzip2(bytes, 1e9)) break
  assert.equal(open, false)
})
test('the checksum is that of the format: its check value, in any pieces', () => {
  const digits = Buffer.from('123456789')
  assert.equal(bzip2Checksum(digits), 0xfc891918)
  assert.equal(bzip2Checksum(digits.subarray(3), bzip2Checksum(digits.subarray(0, 3))), 0xfc891918)
})
