import assert from 'node:assert/strict'
import { test } from 'node:test'
import { otherThanAsked, otherThanPinned } from '../../../../src/policy/rules/pin.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aPin } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

test('P8 whatever is not pinned is not taken, and it is said who pinned what, and why', () => {
  const pin = aPin('1.5.0', { by: 'ann (uid 1000)', reason: '2.x needs a new schema' })
  const objection = objectionOf(otherThanPinned, '2.0.0', { rules: { pin } })
  assert.equal(objection?.because, '2.0.0 is not taken: 1.5.0 is pinned by ann (uid 1000): 2.x needs a new schema')
  assert.match(objection.next ?? '', /unpin/)
  assert.equal(objectionOf(otherThanPinned, '1.5.0', { rules: { pin } }), null)
  assert.equal(objectionOf(otherThanPinned, '2.0.0'), null)
})

test('what configuration management pinned is changed in its file: the verb cannot', () => {
  const pin = aPin('1.5.0', { by: '/etc/app-upgrade/acme.pin' })
  assert.equal(objectionOf(otherThanPinned, '2.0.0', { rules: { pin } })?.next, "change '/etc/app-upgrade/acme.pin', or --force")
})

test('P8 also a person who names another version is told of the pin', () => {
  const standing = { occasion: 'person', asked: parseVersion('2.0.0') } as const
  assert.equal(objectionOf(otherThanPinned, '2.0.0', { rules: { pin: aPin('1.5.0') }, standing })?.because, '2.0.0 is not taken: 1.5.0 is pinned')
})

test('one version was asked for, so it is no other', () => {
  const standing = { asked: parseVersion('2.0.0') }
  assert.equal(objectionOf(otherThanAsked, '2.1.0', { standing })?.because, '2.1.0 is not the version that was asked for, 2.0.0')
  assert.equal(objectionOf(otherThanAsked, '2.0.0', { standing }), null)
  assert.equal(objectionOf(otherThanAsked, '2.1.0'), null)
})
