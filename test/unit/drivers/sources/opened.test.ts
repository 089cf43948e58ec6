import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openedFrom, resumeOf } from '../../../../src/drivers/sources/opened.ts'

test('F16 without a validator, or at the first byte, there is nothing to go on from', () => {
  assert.deepEqual(resumeOf({ fromByte: 7, validator: '"a"' }), { fromByte: 7, validator: '"a"' })
  assert.equal(resumeOf({ fromByte: 7, validator: null }), null)
  assert.equal(resumeOf({ fromByte: 0, validator: '"a"' }), null)
})
test('what is handed on closes the answer that it came from', async () => {
  const closed: string[] = []
  const opened = openedFrom({ fromByte: 7, sizeBytes: 9, validator: '"a"', bytes: (async function* () {})(), close: async () => void closed.push('closed') })
  assert.deepEqual([opened.fromByte, opened.sizeBytes, opened.validator], [7, 9, '"a"'])
  await opened.close()
  assert.deepEqual(closed, ['closed'])
})
