import assert from 'node:assert/strict'
import { test } from 'node:test'
import { tooYoung } from '../../../../src/policy/rules/age.ts'
import { aPin, dayMs, hourMs, noonMs } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

const day = { minimumAgeMs: dayMs }
const pinned = aPin('2.1.0')
const seen = (agoMs: number) => ({ standing: { firstSeen: new Map([['2.1.0', noonMs - agoMs]]) }, rules: day })

test('peers 26 a release that is too young waits, says its age in words, and until when', () => {
  assert.deepEqual(objectionOf(tooYoung, '2.1.0', seen(3 * hourMs)), {
    verdict: 'wait', because: '2.1.0 exists since 3 h; minimum age is 24 h', untilMs: noonMs + 21 * hourMs, next: "'app-upgrade upgrade acme --to 2.1.0' takes it now", mood: 'calm',
  })
})

test('peers 26 it is old enough at its minimum age, and not a millisecond before', () => {
  assert.equal(objectionOf(tooYoung, '2.1.0', seen(dayMs)), null)
  assert.equal(objectionOf(tooYoung, '2.1.0', seen(dayMs - 1))?.untilMs, noonMs + 1)
})

test('peers 26 a release that was never seen before is seen now', () => {
  const objection = objectionOf(tooYoung, '2.1.0', { rules: day })
  assert.equal(objection?.because, '2.1.0 was not seen here before; minimum age is 24 h')
  assert.equal(objection.untilMs, noonMs + dayMs)
})

test('peers 26 the age is by this host, never by the publisher, who can back-date', () => {
  assert.equal(objectionOf(tooYoung, '2.1.0', { ...seen(0), listed: { publishedAtMs: 0 } })?.verdict, 'wait')
})

test('a stamp of the future is no younger than now', () => {
  assert.equal(objectionOf(tooYoung, '2.1.0', seen(-9 * dayMs))?.untilMs, noonMs + dayMs)
})

test('without a minimum age nothing is too young', () => {
  assert.equal(objectionOf(tooYoung, '2.1.0', { standing: { firstSeen: new Map([['2.1.0', noonMs]]) } }), null)
})

test('who names a release does not wait: a person, a pin, a bundle', () => {
  assert.equal(objectionOf(tooYoung, '2.1.0', { rules: day, standing: { occasion: 'inbox' } }), null)
  assert.equal(objectionOf(tooYoung, '2.1.0', { rules: { ...day, pin: pinned } }), null)
  assert.equal(objectionOf(tooYoung, '2.1.0', { rules: day, standing: { occasion: 'person', asked: pinned.version } }), null)
  assert.equal(objectionOf(tooYoung, '2.1.0', { rules: day, standing: { occasion: 'person' } })?.verdict, 'wait')
})
