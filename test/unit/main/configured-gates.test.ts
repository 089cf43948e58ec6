import assert from 'node:assert/strict'
import { test } from 'node:test'
import { askedOf } from '../../../src/main/configured-gates.ts'

const gates = [{ kind: 'busy', url: 'http://127.0.0.1:1/', overridable: false }]

test('a daemon that died within its probation is rolled back whatever a gate says that no force passes', () => {
  assert.deepEqual(askedOf({ gates }, { occasion: 'probation' }), [])
  for (const occasion of ['person', 'timer'] as const) assert.deepEqual(askedOf({ gates }, { occasion }), gates)
})
