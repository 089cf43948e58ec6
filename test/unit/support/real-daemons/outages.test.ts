import { test } from 'node:test'
import assert from 'node:assert/strict'

import { type Knock, longestMs, outagesOf, totalMs } from '../../../support/real-daemons/outages.ts'

/** One knock a millisecond: `a` is answered, `.` is not. */
function knocks(drawn: string): readonly Knock[] {
  return [...drawn].map((letter, atMs) => ({ atMs, answered: letter === 'a' }))
}

test('a daemon that always answered had no outage', () => {
  assert.deepEqual(outagesOf(knocks('aaaa')), [])
  assert.equal(longestMs([]), 0)
})

test('an outage reaches from the last answer before to the first answer after', () => {
  assert.deepEqual(outagesOf(knocks('aa...aa')), [{ fromMs: 1, lengthMs: 4, refused: 3 }])
})

test('two outages stay two: the longest and the total differ', () => {
  const outages = outagesOf(knocks('a.aa..a'))
  assert.equal(outages.length, 2)
  assert.equal(longestMs(outages), 3)
  assert.equal(totalMs(outages), 5)
})

test('a daemon that never came back is infinitely long away, not 0 ms', () => {
  assert.equal(longestMs(outagesOf(knocks('aa..'))), Infinity)
})

test('silence before the first answer has no known length', () => {
  assert.deepEqual(outagesOf(knocks('..a')), [{ fromMs: -Infinity, lengthMs: Infinity, refused: 2 }])
})
