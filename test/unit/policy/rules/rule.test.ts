import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alarming, isNamed, isPinned, isUnattended, meantVersion, no, wait } from '../../../../src/policy/rules/rule.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aPin, aStanding } from '../../../support/a-standing.ts'
import { aSubject } from '../../../support/a-weighing.ts'

const asked = parseVersion('3.0.0')
const pin = aPin('2.0.0')

test('what is asked for goes before what is pinned', () => {
  assert.equal(meantVersion(aStanding({ asked }, { pin })), '3.0.0')
  assert.equal(meantVersion(aStanding({}, { pin })), '2.0.0')
  assert.equal(meantVersion(aStanding()), null)
})

test('named is what was asked for or pinned, and any bundle', () => {
  assert.equal(isNamed(aSubject('2.0.0'), aStanding({}, { pin })), true)
  assert.equal(isNamed(aSubject('2.0.0'), aStanding({ asked }, { pin })), false)
  assert.equal(isNamed(aSubject('9.0.0'), aStanding({ occasion: 'inbox' })), true)
  assert.equal(isNamed(aSubject('9.0.0'), aStanding()), false)
})

test('pinned is what was pinned, while nobody asks for another', () => {
  assert.deepEqual([isPinned(aSubject('2.0.0'), aStanding({}, { pin })), isPinned(aSubject('2.0.0'), aStanding({ asked }, { pin })), isPinned(aSubject('2.0.0'), aStanding({ asked: pin.version }, { pin }))], [true, false, true])
  assert.equal(isPinned(aSubject('2.0.0'), aStanding()), false)
})

test('everybody but a person is unattended', () => {
  assert.deepEqual((['person', 'timer', 'inbox', 'pin-file', 'probation'] as const).map(isUnattended), [false, true, true, true, true])
})

test('three ways to object', () => {
  assert.deepEqual(no('a', null), { verdict: 'no', because: 'a', untilMs: null, next: null, mood: 'calm' })
  assert.deepEqual(wait('a', 7, 'b'), { verdict: 'wait', because: 'a', untilMs: 7, next: 'b', mood: 'calm' })
  assert.deepEqual(alarming('a', 'b'), { verdict: 'no', because: 'a', untilMs: null, next: 'b', mood: 'alarming' })
})
