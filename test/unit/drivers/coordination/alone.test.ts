import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alone } from '../../../../src/drivers/coordination/alone.ts'

test('a host that is alone has nobody to call', () => {
  assert.equal(alone.call, null)
})
