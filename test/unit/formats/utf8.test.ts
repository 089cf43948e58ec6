import assert from 'node:assert/strict'
import { test } from 'node:test'
import { byteOrderMark, utf8 } from '../../../src/formats/utf8.ts'

test('invalid, overlong and surrogate bytes are refused, never replaced', () => {
  for (const hex of ['ff', 'c0af', 'eda080', 'e282', '61ff62', 'f4908080']) assert.equal(utf8(Buffer.from(hex, 'hex')), null, hex)
})
test('text comes back as it is, a byte order mark included', () => {
  assert.equal(utf8(Buffer.from('aü🙂\0')), 'aü🙂\0')
  assert.equal(utf8(Buffer.from('efbbbf61', 'hex')), `${byteOrderMark}a`)
})
