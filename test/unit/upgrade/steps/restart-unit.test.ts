import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Noted } from '../../../../src/upgrade/entry.ts'
import type { UpgradeEvent } from '../../../../src/upgrade/ports.ts'
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
    const service = changedService(ports.service, { restart: async () => ({ result: 'done', downtimeMs }) })
    assert.equal(await restartUnit(host.plan, unit, { ...ports, clock, service, tell: (event) => void events.push(event), note: async (one) => void noted.push(one) }), 'done')
    assert.deepEqual([deadlines, noted.length], [[host.plan.restartTimeoutMs], downtimeMs === null ? 0 : 1])
    assert.deepEqual(events, [{ kind: 'restarted', unit: unit.name, result: 'done', downtimeMs }])
  }
})
