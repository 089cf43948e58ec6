import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { unxz } from '../../../src/host/unxz.ts'
import { fleeting } from '../../support/fleeting.ts'
import { spoiled } from '../../support/spoiled.ts'
import { noise } from '../../support/noise.ts'
import { chunked } from '../../support/tar-builder.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const xz = (bytes: Buffer, ...args: readonly string[]): Buffer => spawnSync('xz', ['-c', ...args], { input: bytes, maxBuffer: 2 ** 26 }).stdout
async function unpacked(bytes: Buffer, chunkBytes = 65_536, outputBytesMax = 1e9): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of unxz(fleeting(chunked(bytes, chunkBytes)), outputBytesMax)) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
const content = Buffer.concat([noise(300_000), Buffer.alloc(2_000_000), Buffer.from('end')])

test('what xz packs is unpacked, whatever the level, the blocks, the check and the chunks', async () => {
  for (const args of [['-0'], ['-9'], ['--block-size=100000'], ['-C', 'crc32']]) assert.ok((await unpacked(xz(content, ...args))).equals(content), args.join(' '))
  for (const chunkBytes of [1000, 1e9]) assert.ok((await unpacked(xz(content), chunkBytes)).equals(content))
  assert.equal((await unpacked(xz(Buffer.alloc(0)))).length, 0)
})
test('whatever is wrong has a code and a sentence: damage, a cut, an empty file, another format', async () => {
  const bytes = xz(content)
  for (const at of [0, 8, 14, 1000, bytes.length - 30, bytes.length - 3]) await rejectsWithFailure('DATA', /xz file is damaged/, unpacked(spoiled(bytes, at)))
  for (const wrong of [Buffer.alloc(0), bytes.subarray(0, 5), bytes.subarray(0, 1000), bytes.subarray(0, -1), Buffer.from('<!doctype html>')]) await rejectsWithFailure('DATA', /xz file is damaged/, unpacked(wrong))
})
test('a dictionary of more than 64 MiB is refused by the library itself, in every block; so are filters for machine code', async () => {
  await rejectsWithFailure('DATA', /of a kind that is not accepted/, unpacked(xz(content, '--x86', '--lzma2')))
  await rejectsWithFailure('DATA', /xz file is damaged/, unpacked(xz(content, '--lzma2=dict=128MiB')))
})
test('a bomb ends at the limit; and after it, after a cut, and after a reader who left, the next file is read', async () => {
  await rejectsWithFailure('DATA', /more than 1000000 bytes/, unpacked(xz(Buffer.alloc(100_000_000)), 65_536, 1e6))
  for await (const _ of unxz(chunked(xz(content), 1000), 1e9)) break
  assert.ok((await unpacked(xz(content))).equals(content))
})
test('a failure of the bytes leaves as it is, and the bytes are let go of', async () => {
  const broken = (async function* () { yield xz(content).subarray(0, 100); throw new Error('disk') })()
  await assert.rejects(async () => { for await (const _ of unxz(broken, 1e9)); }, /^Error: disk$/)
  let open = true
  const bytes = (async function* () { try { yield* chunked(xz(content), 1000) } finally { open = false } })()
  for await (const _ of unxz(bytes, 1e9)) break
  assert.equal(open, false)
})
