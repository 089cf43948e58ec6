import assert from 'node:assert/strict'
import { test } from 'node:test'
import { belowFloor, olderThanLive } from '../../../../src/policy/rules/older.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aPin } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

test('J01 M30 P2 an older release is no upgrade, and names the way back', () => {
  const objection = objectionOf(olderThanLive, '0.9.0')
  assert.deepEqual([objection?.verdict, objection?.because], ['older', '0.9.0 is older than 1.0.0, which is live'])
  assert.match(objection?.next ?? '', /rollback/)
  assert.equal(objectionOf(olderThanLive, '1.0.0-rc.1')?.verdict, 'older')
  for (const version of ['1.0.0', '1.0.0+build.7', '1.0.1']) assert.equal(objectionOf(olderThanLive, version), null)
})

test('a label that is no version is neither older nor newer', () => {
  assert.equal(objectionOf(olderThanLive, '0.1.0', { standing: { live: { version: 'adopted-00ff', sha256: '' } } }), null)
  assert.equal(objectionOf(olderThanLive, '0.1.0', { standing: { live: null } }), null)
})

test('J03 I6 below the floor is refused, though it is newer than what is live', () => {
  const floor = { standing: { floor: '2.0.0' } }
  const objection = objectionOf(belowFloor, '1.9.0', floor)
  assert.deepEqual([objection?.verdict, objection?.mood, objection?.because], ['no', 'alarming', '1.9.0 is older than 2.0.0, the highest version that ran here'])
  for (const version of ['2.0.0', '2.0.1']) assert.equal(objectionOf(belowFloor, version, floor), null)
  assert.equal(objectionOf(belowFloor, '1.9.0', { standing: { floor: '2.0.0', live: null } })?.verdict, 'no')
})

test('P8 a pin is a person who goes back knowingly; asked for another version it is not', () => {
  const back = { rules: { pin: aPin('0.9.0') }, standing: { floor: '2.0.0' } }
  assert.equal(objectionOf(olderThanLive, '0.9.0', back), null)
  assert.equal(objectionOf(belowFloor, '0.9.0', back), null)
  assert.equal(objectionOf(olderThanLive, '0.8.0', back)?.verdict, 'older')
  const other = { ...back, standing: { ...back.standing, asked: parseVersion('0.8.0') } }
  assert.equal(objectionOf(olderThanLive, '0.9.0', other)?.verdict, 'older')
})
