import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAtRest } from '../../../src/policy/at-rest.ts'

test('down, with no job that would change it', () => {
  for (const activeState of ['inactive', 'failed']) {
    assert.ok(isAtRest({ activeState }), activeState)
    assert.ok(!isAtRest({ activeState, job: 'yes' }), activeState)
  }
  for (const activeState of ['active', 'activating', 'deactivating', 'reloading']) assert.ok(!isAtRest({ activeState }), activeState)
})
