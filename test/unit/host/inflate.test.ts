import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deflateRawSync } from 'node:zlib'
import { inflater } from '../../../src/host/inflate.ts'

test('says what is left over once the compressed data has ended, and only then', async (t) => {
  const deflated = deflateRawSync(Buffer.alloc(10_000, 'a'))
  const inflate = inflater()
  t.after(() => inflate.close())
  const first = await inflate.take(deflated)
  assert.equal(first.left, null, 'nothing behind the end yet')
  assert.equal(Buffer.concat(first.output).length, 10_000)
  assert.deepEqual(await inflate.take(new Uint8Array()), { output: [], left: null })
  assert.deepEqual((await inflate.take(Buffer.from('rest'))).left, Buffer.from('rest'))
})

test('damaged data is an error, not silence', async () => {
  await assert.rejects(inflater().take(Buffer.from('ffffffff', 'hex')), { code: 'Z_DATA_ERROR' })
})
