import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { Entry } from '../../../../src/upgrade/journal/entry.ts'
import { fold } from '../../../../src/upgrade/journal/fold.ts'
import { leftDown, withLeftDown } from '../../../../src/upgrade/memory/left-down.ts'
import type { TransactionRecord } from '../../../../src/upgrade/memory/records.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import { aPlan } from '../../../support/a-plan.ts'

const plan: Plan = { ...aPlan(), data: { undo: 'stay' }, dependents: ['web.service'] }
const step = (name: 'lease' | 'keep' | 'standby' | 'swap' | 'reload' | 'restart'): readonly Entry[] => [{ entry: 'began', step: name }, { entry: 'ended', step: name }]
const stays: readonly Entry[] = [
  { entry: 'planned', plan }, ...(['lease', 'keep', 'standby', 'swap', 'reload', 'restart'] as const).flatMap(step),
  { entry: 'noted', about: 'left-down', unit: 'web.service', invocation: 'a' }, { entry: 'undoing', step: 'lease' }, { entry: 'undone', step: 'lease' },
  { entry: 'closed', outcome: 'stuck', running: '2.0.0', reason: 'ill', downtimeMs: null },
]
const record = (entries: readonly Entry[]): TransactionRecord => ({ transaction: 'x', state: fold(entries.map((entry, index) => ({ number: index + 1, atMs: index, entry }))) })
const refused = record([{ entry: 'planned', plan: aPlan() }, { entry: 'closed', outcome: 'refused', running: '1.0.0', reason: 'no', downtimeMs: null }])
const rolledBack = record([{ entry: 'planned', plan: aPlan() }, { entry: 'closed', outcome: 'rolled-back', running: '1.0.0', reason: 'ill', downtimeMs: null }])

test('who went down with a version that stays is owed a start by the next transaction that touches anything', () => {
  assert.deepEqual(leftDown([record(stays)]), [{ unit: 'web.service', invocation: 'a' }])
  assert.deepEqual(leftDown([record(stays), refused]), [{ unit: 'web.service', invocation: 'a' }], 'a refused one put back all it had')
  assert.deepEqual([leftDown([record(stays), rolledBack]), leftDown([])], [[], []])
})

test('g30 only as it was left, and only where something is started', () => {
  const left = [{ unit: 'web.service', invocation: 'a' }]
  const now = (activeState: string, invocationId: string) => [{ name: 'web.service', activeState, invocationId } as UnitState]
  const next = aPlan()
  assert.deepEqual(withLeftDown(next, left, now('inactive', 'a')).dependents, ['web.service'])
  assert.deepEqual(withLeftDown({ ...next, dependents: ['web.service', 'b.service'] }, left, now('failed', 'a')).dependents, ['web.service', 'b.service'])
  for (const states of [now('active', 'a'), now('inactive', 'b'), now('inactive', ''), []]) assert.equal(withLeftDown(next, left, states).dependents, undefined)
  const rests: Plan = { ...next, units: next.units.map((unit) => ({ ...unit, then: 'rest' })) }
  assert.equal(withLeftDown(rests, left, now('inactive', 'a')).dependents, undefined)
})
