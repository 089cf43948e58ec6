import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unjudged } from '../../../../src/main/settle/endings.ts'
import { aPlan } from '../../../support/a-plan.ts'

const closed = { entry: 'closed', outcome: 'upgraded', running: '2.0.0', reason: null, downtimeMs: null } as const

test('g30 an upgrade of what did not run says that nobody has seen it run', () => {
  assert.deepEqual(unjudged(aPlan({ from: 'nothing' }), closed), ["unit 'acme.service' was not running before, so it was not started, and nobody has judged 2.0.0 yet"])
  assert.deepEqual(unjudged(aPlan(), closed), [])
  assert.deepEqual(unjudged(aPlan({ from: 'nothing' }), { ...closed, outcome: 'rolled-back' }), [])
})
