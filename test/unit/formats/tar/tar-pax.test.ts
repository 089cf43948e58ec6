import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readPax } from '../../../../src/formats/tar/tar-pax.ts'
import { paxRecord } from '../../../support/tar-builder.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('any keys and values come back', () => {
  const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => !/[=\0]/.test(text))
  const value = fc.string({ unit: 'grapheme', maxLength: 120 }).filter((text) => !text.includes('\0'))
  fc.assert(fc.property(fc.dictionary(key, value, { maxKeys: 5 }), (records) => {
    const text = Object.entries(records).map(([k, v]) => paxRecord(k, v)).join('')
    assert.deepEqual([...readPax(Buffer.from(text))], Object.entries(records))
  }), { seed: 2, numRuns: 300 })
})
test('a length that lies, a missing end, NUL, no key, a doubled key and bad UTF-8 are refused', () => {
  const cases: readonly (readonly [string | Buffer, RegExp])[] = [['6 a=b\n7', /length/], ['7 a=b\n', /length/], ['5 a=b\n', /length/], ['06 a=b\n', /length/], ['-6 a=b\n', /length/], ['6a=b\n', /length/], ['9999999999999 a=b\n', /length/],
    ['2 \n', /length|key/], ['5 ab\n', /no key/], ['5 =b\n', /no key/], [`${paxRecord('a', 'b')}${paxRecord('a', 'c')}`, /twice/], [paxRecord('a', 'b\0c'), /NUL/], [Buffer.from('3620613dff0a', 'hex'), /UTF-8/], ['0 a=b\n', /length/]]
  for (const [text, why] of cases) throwsFailure('DATA', why, () => readPax(Buffer.from(text)))
})
