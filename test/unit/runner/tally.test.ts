import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothing, sum, tallyLine } from '../../runner/tally.ts'

test('the last line', () => {
  assert.equal(tallyLine(nothing), '0 passed, 0 failed')
  assert.equal(tallyLine({ passed: 1200, failed: 1, skipped: 0 }), '1200 passed, 1 failed')
})
test('what was skipped is said', () => assert.equal(tallyLine({ passed: 3, failed: 0, skipped: 2 }), '3 passed, 0 failed, 2 skipped'))
test('suites add up', () => assert.deepEqual(sum([{ passed: 1, failed: 2, skipped: 3 }, nothing, { passed: 10, failed: 20, skipped: 30 }]), { passed: 11, failed: 22, skipped: 33 }))
