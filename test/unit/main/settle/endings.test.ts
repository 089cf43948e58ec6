import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asideOf, unjudged } from '../../../../src/main/settle/endings.ts'
import { aPlan } from '../../../support/a-plan.ts'

const closed = { entry: 'closed', outcome: 'upgraded', running: '2.0.0', reason: null, downtimeMs: null } as const

test('g30 an upgrade of what did not run says that nobody has seen it run', () => {
  assert.deepEqual(unjudged(aPlan({ from: 'nothing' }), closed), ["unit 'acme.service' was not running before, so it was not started, and nobody has judged 2.0.0 yet"])
  assert.deepEqual(unjudged(aPlan(), closed), [])
  assert.deepEqual(unjudged(aPlan({ from: 'nothing' }), { ...closed, outcome: 'rolled-back' }), [])
})

test('g19 a socket that goes on listening is not called a unit that did not run', () => {
  const plan = aPlan()
  assert.deepEqual(unjudged({ ...plan, units: [{ name: 'acme.socket', restart: 'restart', then: 'rest' }, ...plan.units], dependents: ['acme.socket'] }, closed), [])
})

test('R12 who goes on, and who was started again, is told once, as it was last', () => {
  const survivors = [{ unit: 'vm.service', programs: ['7 old'] }, { unit: 'vm.service', programs: ['4711 firecracker', '4712 firecracker'] }]
  assert.deepEqual(asideOf({ started: ['web.service'], survivors, restored: 'no' }), ["unit 'web.service' had stopped with a unit that it requires, and was started again", "processes of the run before go on, as KillMode= of 'vm.service' wants: 4711 firecracker, 4712 firecracker"])
})

test('P13 data that were put back are told: what was written since the snapshot is gone', () => {
  assert.deepEqual(asideOf({ started: [], survivors: [], restored: 'yes' }), ['the data were put back as they were in the snapshot'])
})
