import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alreadyLive } from '../../../../src/policy/rules/live.ts'
import { aPin } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

test('P1 the live version with the same bytes, or with bytes that nobody knows, is nothing to do', () => {
  for (const sha256 of ['aa', undefined]) assert.deepEqual(objectionOf(alreadyLive, '1.0.0', sha256 === undefined ? {} : { sha256 }), { verdict: 'live', because: '1.0.0 is live already', untilMs: null, next: null, mood: 'calm' })
  assert.equal(objectionOf(alreadyLive, '1.0.0', { sha256: 'bb', standing: { live: { version: '1.0.0', sha256: '' } } })?.verdict, 'live')
})

test('J02 the live version with other bytes is refused, not reinstalled in silence', () => {
  const objection = objectionOf(alreadyLive, '1.0.0', { sha256: 'cc' })
  assert.deepEqual([objection?.verdict, objection?.mood], ['no', 'alarming'])
  assert.match(objection?.because ?? '', /other bytes: the release was published again/)
})

test('J37 that the live version was withdrawn is said, and what to do', () => {
  const objection = objectionOf(alreadyLive, '1.0.0', { listed: { yanked: 'it eats data' } })
  assert.equal(objection?.verdict, 'live')
  assert.equal(objection.because, '1.0.0 is live, but its publisher has withdrawn it: it eats data')
  assert.match(objection.next ?? '', /rollback/)
})

test('a pinned live version says so; another version is no concern of this rule', () => {
  assert.equal(objectionOf(alreadyLive, '1.0.0', { rules: { pin: aPin('1.0.0') } })?.because, '1.0.0 is live already, and pinned')
  assert.equal(objectionOf(alreadyLive, '1.0.1'), null)
  assert.equal(objectionOf(alreadyLive, '1.0.0', { standing: { live: null } }), null)
})
