import assert from 'node:assert/strict'
import { test } from 'node:test'
import { heldText, isOver, onHold } from '../../../../src/policy/rules/hold.ts'
import { aHold, noonMs } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

test('a hold stops a person as well as a timer, and says who, until when and why', () => {
  const hold = aHold({ untilMs: noonMs + 60_000, by: 'ann (uid 1000)', reason: 'ticket 4711' })
  for (const occasion of ['person', 'timer', 'inbox', 'pin-file'] as const) {
    assert.deepEqual(objectionOf(onHold, '2.0.0', { standing: { occasion }, rules: { hold } }), {
      verdict: 'wait', because: '2.0.0 waits: upgrades are held until Saturday 2026-11-21 12:01 (UTC) by ann (uid 1000): ticket 4711', untilMs: noonMs + 60_000, next: "'app-upgrade unhold acme', or --force", mood: 'calm',
    })
  }
})

test('a hold without an end has none, and one whose time has come holds nothing', () => {
  assert.equal(objectionOf(onHold, '2.0.0', { rules: { hold: aHold() } })?.untilMs, null)
  assert.equal(objectionOf(onHold, '2.0.0', { rules: { hold: aHold({ untilMs: noonMs }) } }), null)
  assert.equal(objectionOf(onHold, '2.0.0'), null)
  assert.deepEqual([isOver(aHold({ untilMs: 5 }), 4), isOver(aHold({ untilMs: 5 }), 5), isOver(aHold(), Infinity)], [false, true, false])
})

test('what nobody said is not said', () => {
  assert.equal(heldText(aHold()), 'upgrades are held')
})
