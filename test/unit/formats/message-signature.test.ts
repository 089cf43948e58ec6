import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { messageSignature } from '../../../src/formats/message-signature.ts'

const body = Buffer.from('{"ä":1}\n')

test('the seconds and every byte of the body are under the signature', () => {
  const expected = createHmac('sha256', 'key').update(Buffer.concat([Buffer.from('1700000000.'), body])).digest('hex')
  assert.equal(messageSignature({ secret: 'key', atMs: 1_700_000_000_999, body }), `t=1700000000,v1=${expected}`)
})

test('another second, another body or another key is another signature', () => {
  const signed = (changed: object): string => messageSignature({ secret: 'key', atMs: 1_700_000_000_000, body, ...changed }).split('v1=')[1] ?? ''
  const all = [signed({}), signed({ atMs: 1_700_000_001_000 }), signed({ body: Buffer.from('{"ä":2}\n') }), signed({ secret: 'keY' })]
  assert.equal(new Set(all).size, 4)
})
