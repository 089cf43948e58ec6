import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leap } from '../../../../src/policy/rules/leap.ts'
import { aPin } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

test('J06 a leap of more than a hundred major versions needs a person, and alarms', () => {
  assert.match(objectionOf(leap, '999999.0.0')?.because ?? '', /^999999\.0\.0 leaps more than 100 major versions ahead of 1:/)
  assert.equal(objectionOf(leap, '999999.0.0')?.mood, 'alarming')
  assert.equal(objectionOf(leap, '101.0.0'), null)
  assert.match(objectionOf(leap, '102.0.0')?.because ?? '', /leaps/)
})

test('J06 the leap is measured from the highest that is known, and needs something to measure from', () => {
  const calendar = { standing: { live: { version: 'adopted-00ff', sha256: '' }, floor: '2026.1.0' } }
  assert.equal(objectionOf(leap, '2027.1.0', calendar), null)
  assert.match(objectionOf(leap, '2127.1.0', calendar)?.because ?? '', /ahead of 2026/)
  assert.equal(objectionOf(leap, '2026.1.0', { standing: { live: null } }), null)
})

test('J06 who pinned the version has leapt knowingly', () => {
  assert.equal(objectionOf(leap, '2026.1.0', { rules: { pin: aPin('2026.1.0') } }), null)
})
