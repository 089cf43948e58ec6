import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hasElapsed } from '../../../src/policy/has-elapsed.ts'

test('only a timer or a path can have no moment to come; one that waits, or runs its service, has', () => {
  assert.equal(hasElapsed({ name: 'acme.timer', subState: 'elapsed' }), true)
  for (const subState of ['waiting', 'running', 'dead', 'failed']) assert.equal(hasElapsed({ name: 'acme.timer', subState }), false, subState)
  assert.equal(hasElapsed({ name: 'acme.service', subState: 'elapsed' }), false)
})
