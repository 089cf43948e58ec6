import assert from 'node:assert/strict'
import { test } from 'node:test'
import { crc32 as zlibs } from 'node:zlib'
import { crc32 } from '../../../../src/formats/archive/crc32.ts'

test('it is what zlib computes, for any length and in any pieces', () => {
  const bytes = Buffer.from(Array.from({ length: 1000 }, (_, at) => (at * at) % 251))
  for (const length of [0, 1, 7, 8, 9, 63, 64, 1000]) assert.equal(crc32(bytes.subarray(0, length)), zlibs(bytes.subarray(0, length)))
  assert.equal(crc32(bytes.subarray(13), crc32(bytes.subarray(0, 13))), zlibs(bytes))
})
