import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { command, notNow, patience, refused, timeout } from '../../../../src/drivers/gates/keys.ts'

const usual = v.parse(v.strictObject(patience), {})

test('what is not said is asked again every five minutes for a day, and may be overridden', () => {
  assert.deepEqual(usual, { again: '5min', give_up: '24h', overridable: true })
  assert.equal(v.parse(timeout, undefined), '10s')
})

test('"not now" is worth another try, a no is not; force is only recommended where it helps', () => {
  assert.deepEqual(notNow('busy', { ...usual, overridable: false }), { kind: 'no', reason: 'busy', next: 'wait until it is over: this gate is not overridable', overridable: 'no', again: { everyMs: 300_000, giveUpMs: 86_400_000 } })
  assert.deepEqual(refused('never', 'ask them', usual), { kind: 'no', reason: 'never', next: "ask them; '--force' passes it, and is recorded", overridable: 'yes' })
  assert.equal(refused('never', 'ask them', { ...usual, overridable: false }).next, 'ask them')
})

test('a command names a whole path, or a file of the app', () => {
  for (const program of ['/x', '{live}/x', '{path:acme}']) assert.ok(v.safeParse(command, [program]).success, program)
  for (const program of ['x', '~/x', '{version}']) assert.equal(v.safeParse(command, [program]).success, false, program)
})
