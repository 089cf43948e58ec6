import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'
import { checkXzLayout } from '../../../../src/formats/archive/xz-layout.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { spoiled } from '../../../support/spoiled.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

function xz(content: Uint8Array, ...args: readonly string[]): Buffer {
  const { stdout, status } = spawnSync('xz', ['-c', ...args], { input: content })
  assert.equal(status, 0)
  return stdout
}
const check = (bytes: Buffer): Promise<void> => checkXzLayout(anArchiveFile(bytes, 7))
const content = Buffer.alloc(300_000, 'xz')
const one = xz(content)

test('one stream is right: of one block, of many, of none, with any check and filter', async () => {
  for (const args of [[], ['-0', '--block-size=10000'], ['-C', 'crc32'], ['-C', 'none'], ['--x86', '--lzma2=dict=64MiB'], ['-T2']]) await check(xz(content, ...args))
  await check(xz(Buffer.alloc(0)))
})
test('3(c) two streams, padding, and what lies before or behind', async () => {
  for (const [bytes, why] of [
    [Buffer.concat([one, one]), /more than one stream/], [Buffer.concat([one, xz(Buffer.alloc(0))]), /more than one stream/],
    [Buffer.concat([one, Buffer.alloc(4)]), /behind its end/], [Buffer.concat([one, Buffer.from('x')]), /behind its end/],
    [Buffer.concat([Buffer.from('junk'), one]), /not an xz file/], [one.subarray(0, -4), /behind its end/], [one.subarray(0, 10), /cut off/],
    [Buffer.alloc(0), /not an xz file/], [Buffer.from('<!doctype html>'), /not an xz file/],
  ] as const) await rejectsWithFailure('DATA', why, check(bytes))
})
test('an index or a footer that was changed is refused', async () => {
  for (const at of [one.length - 1, one.length - 8, one.length - 12, one.length - 16, one.length - 20]) await rejectsWithFailure('DATA', /./, check(spoiled(one, at)))
})
test('3(c) a dictionary of 1 GiB is refused before any memory is asked for', async () => {
  await rejectsWithFailure('DATA', /dictionary of 1073741824 bytes, more than 67108864/, check(xz(content, '--lzma2=dict=1GiB')))
})
