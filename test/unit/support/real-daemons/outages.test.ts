import { test } from 'node:test'
import assert from 'node:assert/strict'

import { type Knock, longestMs, longestWaitMs, outagesOf, totalMs } from '../../../support/real-daemons/outages.ts'

/** One knock a millisecond: `a` is answered at once, `.` never, `w` half a second later. */
function knocks(drawn: string): readonly Knock[] {
  let askedMs = 0
  return [...drawn].map((letter) => {
    const waitMs = letter === 'w' ? 500 : 0
    const knock = { askedMs, answeredMs: letter === '.' ? null : askedMs + waitMs }
    askedMs += 1 + waitMs
    return knock
  })
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

test('a daemon that takes the call and lets the caller wait is away, too', () => {
  assert.deepEqual(outagesOf(knocks('aawa')), [{ fromMs: 1, lengthMs: 501, refused: 0 }])
})

test('refused calls and a long wait after them are one outage, up to the answer', () => {
  assert.deepEqual(outagesOf(knocks('aa..wa')), [{ fromMs: 1, lengthMs: 503, refused: 2 }])
})

test('silence before the first answer has no known length', () => {
  assert.deepEqual(outagesOf(knocks('..a')), [{ fromMs: -Infinity, lengthMs: Infinity, refused: 2 }])
})

test('the longest that anybody waited; one who was turned away waits for ever', () => {
  const knocks = [{ askedMs: 0, answeredMs: 1000 }, { askedMs: 1001, answeredMs: 1002 }, { askedMs: 1003, answeredMs: 1043 }, { askedMs: 1044, answeredMs: 1045 }]
  assert.deepEqual([longestWaitMs(knocks, 1010, 1040), longestWaitMs(knocks, 0, 1040), longestWaitMs(knocks, 1044, 2000)], [40, 1000, 1])
  assert.equal(longestWaitMs([...knocks, { askedMs: 1046, answeredMs: null }], 1040, 1046), Infinity)
})
