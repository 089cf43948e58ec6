import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeBase64 } from '../../../src/formats/base64.ts'

test('M23 one value has one spelling', () => {
  assert.deepEqual(decodeBase64('+/8='), Buffer.from([0xfb, 0xff]))
  assert.deepEqual(decodeBase64(''), Buffer.alloc(0))
  for (const text of ['-_8=', '+/8', '+/9=', ' +/8=', '+/8=\n', '+/8==', '+/ 8=', '+/8=AAAA', '%%%%']) assert.equal(decodeBase64(text), null, text)
})
