import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseSize, sizeText } from '../../../src/formats/size.ts'
import { throwsFailure } from '../../support/throws.ts'

test('sizes with binary and decimal units', () => {
  for (const [text, bytes] of [['0B', 0], ['1B', 1], ['256MiB', 268_435_456], ['2 GiB', 2_147_483_648], ['30 MB', 30_000_000], ['1.5KiB', 1536], ['10kB', 10_000], ['1024TiB', 2 ** 50]] as const) {
    assert.equal(parseSize(text), bytes, text)
  }
})
test('a part of a byte is a byte', () => assert.equal(parseSize('0.0001kB'), 1))
test('E46 without a unit, negative, not a number or in other spellings: refused', () => {
  for (const text of ['', '256', '-1MiB', 'NaN', 'infMiB', 'Infinity', '1e9B', '256mib', '256M', '256 constructor', '1,5MiB', '0x10B', ' 1B', '1B ', '1  B']) {
    throwsFailure('DATA', /is not a size: write it like '256MiB' or '2GiB'$/, () => parseSize(text))
  }
})
test('E46 more than can be counted is refused', () => throwsFailure('DATA', /the largest is 1024TiB$/, () => parseSize('1025TiB')))

test('for people: three digits at most, and the unit that fits', () => {
  assert.deepEqual([0, 512, 1024, 12_900_000, 107_374_182_400, 2 ** 50].map(sizeText), ['0 B', '512 B', '1.0 KiB', '12.3 MiB', '100 GiB', '1024 TiB'])
})
