import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import type { Ports, UpgradeEvent } from '../../../../src/upgrade/ports.ts'
import { restartUnit, unitsToRestart } from '../../../../src/upgrade/steps/restart-unit.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { changedService } from '../../../support/changed-service.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

test('g30 a unit that rests is not restarted', () => {
  const [unit] = aPlan().units
  assert.ok(unit)
  assert.deepEqual(unitsToRestart({ ...aPlan(), units: [unit, { ...unit, name: 'b.service', then: 'rest' }] }), [unit])
})

test('the restart has its own deadline, is told, and is noted when it could be measured', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const [unit] = host.plan.units
  assert.ok(unit)
  for (const downtimeMs of [12, null]) {
    const noted: Noted[] = []
    const events: UpgradeEvent[] = []
    const deadlines: number[] = []
    const ports = host.ports('live')
    const clock = { ...ports.clock, deadline: (milliseconds: number) => { deadlines.push(milliseconds); return ports.clock.deadline(milliseconds) } }
    const service = changedService(ports.service, { job: async () => ({ result: 'done', downtimeMs }) })
    const stepPorts = { ...ports, clock, service, tell: (event: UpgradeEvent) => void events.push(event), note: async (one: Noted) => void noted.push(one) }
    assert.deepEqual(await restartUnit(host.plan, unit, stepPorts, host.plan.health), { result: 'done', trouble: null, somebody: null })
    assert.deepEqual([deadlines, noted.length], [[host.plan.restartTimeoutMs], downtimeMs === null ? 0 : 1])
    assert.deepEqual(events, [{ kind: 'restarted', unit: unit.name, result: 'done', downtimeMs }])
  }
})

test('F31 a job that did not end well is told in words, also when the unit cannot be asked any more', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const [unit] = host.plan.units
  assert.ok(unit)
  const ports = { ...host.ports('live'), note: async () => {} }
  const fails = { job: async () => ({ result: 'failed', downtimeMs: null } as const) }
  const told = async (change: Partial<Ports['service']>) => (await restartUnit(host.plan, unit, { ...ports, service: changedService(ports.service, { ...fails, ...change }) }, host.plan.health)).trouble
  const ill = { ...host.service.now(unit.name), activeState: 'failed', result: 'exit-code', mainStatus: 3 }
  assert.equal(await told({ state: async () => ill }), "unit 'acme.service' failed: exit status 3")
  assert.equal(await told({ state: async () => { throw failure('UNAVAILABLE', 'the bus is gone') } }), "the restart of unit 'acme.service' ended with 'failed'")
  await assert.rejects(told({ state: async () => { throw new TypeError('oh') } }), TypeError)
  const late = { ...ports.clock, deadline: () => AbortSignal.abort() }
  const canceled = changedService(ports.service, { job: async () => ({ result: 'canceled', downtimeMs: null }) })
  assert.match((await restartUnit(host.plan, unit, { ...ports, clock: late, service: canceled }, { before: [] })).trouble ?? '', /had not started after 1 s/)
})
