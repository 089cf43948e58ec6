import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unitKind } from '../../../src/formats/unit-kind.ts'

test('what a unit is for, by its name', () => {
  for (const [name, kind] of [['a.service', 'service'], ['a@1.socket', 'socket'], ['a.timer', 'trigger'], ['a@x.path', 'trigger'], ['a.timer.service', 'service']] as const) assert.equal(unitKind(name), kind, name)
})
