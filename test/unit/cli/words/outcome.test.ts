import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcomeText } from '../../../../src/cli/words/outcome.ts'

test('to go back by hand is no upgrade, and one that failed is called what it is', () => {
  assert.deepEqual((['upgraded', 'rolled-back', 'refused', 'stuck', 'open', 'damaged'] as const).map((outcome) => outcomeText({ outcome, way: 'back' })), ['rolled back by hand', 'rollback undone', 'refused', 'stuck', 'open', 'damaged'])
  assert.equal(outcomeText({ outcome: 'upgraded', way: 'on' }), 'upgraded')
  assert.equal(outcomeText({ outcome: 'rolled-back', way: 'on' }), 'rolled back')
  assert.equal(outcomeText({ outcome: 'upgraded', way: 'back', actor: 'probation' }), 'rolled back after a late crash')
})
