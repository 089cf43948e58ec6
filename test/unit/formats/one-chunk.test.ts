import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyIn, oneChunk } from '../../../src/formats/one-chunk.ts'

test('all bytes come at once, and as often as a body is read', async () => {
  const bytes = Buffer.from('acme')
  assert.deepEqual(await Array.fromAsync(oneChunk(bytes)), [bytes])
  const body = bodyIn(bytes)
  assert.deepEqual([body.sizeBytes, await Array.fromAsync(body.bytes()), await Array.fromAsync(body.bytes())], [4, [bytes], [bytes]])
})
