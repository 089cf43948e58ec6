import assert from 'node:assert/strict'
import { test } from 'node:test'
import { noTries, tryAgain, type Next, type Tries } from '../../../src/policy/try-again.ts'

const nowMs = Date.UTC(2026, 10, 21, 12)
const minute = 60_000
const again = { everyMs: 5 * minute, giveUpMs: 120 * minute }
const busy = { kind: 'busy', again } as const
const temporary = { kind: 'temporary' } as const
const triesOf = (next: Next): Tries => (next.kind === 'again' ? next.tries : noTries)

test('what went well, or would fail the same way, is not tried again, and forgets what was before', () => {
  for (const kind of ['well', 'ill'] as const) assert.deepEqual(tryAgain({ kind }, { failures: 4, firstNoMs: 1 }, nowMs), { kind: 'over' })
})

test('the ladder: 5, 10, 30 min, 1 h, 2 h, and no further', () => {
  const steps: number[] = []
  let tries = noTries
  for (let round = 0; round < 7; round++) {
    const next = tryAgain(temporary, tries, nowMs)
    assert.ok(next.kind === 'again')
    steps.push(next.afterMs / minute)
    tries = triesOf(next)
  }
  assert.deepEqual(steps, [5, 10, 30, 60, 120, 120, 120])
})

test('f19 each step has as much delay as itself, so that no two hosts come back together', () => {
  for (const failures of [0, 1, 2, 3, 4, 9]) {
    const next = tryAgain(temporary, { failures, firstNoMs: null }, nowMs)
    assert.ok(next.kind === 'again' && next.delayMs === next.afterMs)
  }
})

test('34 a busy daemon is asked as often as its gate says, from its first no on', () => {
  const first = tryAgain(busy, noTries, nowMs)
  assert.deepEqual(first, { kind: 'again', afterMs: 5 * minute, delayMs: 0, tries: { failures: 0, firstNoMs: nowMs } })
  assert.deepEqual(triesOf(tryAgain(busy, triesOf(first), nowMs + 60 * minute)), { failures: 0, firstNoMs: nowMs })
})

test('34 and for no longer, however often the host was rebooted or the server away in between', () => {
  assert.deepEqual(tryAgain(busy, { failures: 0, firstNoMs: nowMs }, nowMs + again.giveUpMs), { kind: 'give-up', sinceMs: nowMs })
  assert.equal(tryAgain(busy, { failures: 0, firstNoMs: nowMs }, nowMs + again.giveUpMs - 1).kind, 'again')
  assert.deepEqual(triesOf(tryAgain(temporary, { failures: 0, firstNoMs: nowMs }, nowMs + minute)).firstNoMs, nowMs)
})

test('a clock that was set back does not make the wait longer', () => {
  assert.deepEqual(triesOf(tryAgain(busy, { failures: 0, firstNoMs: nowMs + 99 * minute }, nowMs)), { failures: 0, firstNoMs: nowMs })
})
