import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesAt, ElfBytes } from '../../../../src/formats/elf/elf-bytes.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { rejectsWithFailure, throwsFailure } from '../../../support/throws.ts'

const eight = Buffer.from([1, 2, 3, 4, 5, 6, 7, 0])

test('numbers as the file writes them', () => {
  const [little, big, narrow] = [new ElfBytes(eight, { bits: 64, little: true }), new ElfBytes(eight, { bits: 64, little: false }), new ElfBytes(eight, { bits: 32, little: false })]
  assert.deepEqual([little.half(0), little.word(0), big.half(0), big.word(4)], [0x0201, 0x04030201, 0x0102, 0x05060700])
  assert.deepEqual([little.wide(0), narrow.wide(0)], [0x0007060504030201, 0x01020304])
})
test('nothing is read outside, wherever a table points', () => {
  const bytes = new ElfBytes(eight, { bits: 64, little: true })
  for (const at of [-1, 5, 8, 2 ** 40, 2 ** 60, Number.NaN, 0.5]) throwsFailure('DATA', /points elsewhere/, () => bytes.word(at))
  assert.equal(bytes.word(4), 0x00070605)
})
test('a name ends with a zero byte, within its limit, and is text', () => {
  const text = (content: string): ElfBytes => new ElfBytes(Buffer.from(content, 'latin1'), { bits: 64, little: true })
  assert.equal(text('xlibc.so.6\0y').text(1), 'libc.so.6')
  for (const content of ['open', `${'x'.repeat(5000)}\0`, '\xff\xfe\0', '']) throwsFailure('DATA', /no end|points elsewhere/, () => text(content).text(0))
})
test('a part of a file is all there, or the file is damaged', async () => {
  const file = anArchiveFile(eight, 3)
  assert.equal((await bytesAt(file, { at: 2, sizeBytes: 4 }, { bits: 64, little: true })).word(0), 0x06050403)
  for (const [at, sizeBytes] of [[4, 5], [-1, 2], [2 ** 60, 1], [0, 2 ** 60]] as const)
    await rejectsWithFailure('DATA', /outside of the file/, bytesAt(file, { at, sizeBytes }, { bits: 64, little: true }))
})
