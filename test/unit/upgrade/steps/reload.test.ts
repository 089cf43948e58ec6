import assert from 'node:assert/strict'
import { test } from 'node:test'
import { reload } from '../../../../src/upgrade/steps/reload.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

test('reload: a host without a service manager has nothing to reload', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  let reloads = 0
  const service = changedService(host.service, { reload: async () => { reloads++ } })
  const ports = { ...host.ports('live'), service, note: async () => {} }
  await reload.do({ ...host.plan, units: [] }, ports)
  assert.equal(reloads, 0)
  await reload.do(host.plan, ports)
  assert.equal(reloads, 1)
})

test('reload: units whose files are as the manager read them cost nothing, and one that changed is enough', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  let reloads = 0
  const changed: Record<string, 'yes' | 'no'> = {}
  const service = changedService(host.service, {
    reload: async () => { reloads++ },
    state: async (name) => ({ ...host.service.now(name), needDaemonReload: changed[name] ?? 'no' }),
  })
  const [unit] = host.plan.units
  assert.ok(unit)
  const plan = { ...host.plan, units: [unit, { ...unit, name: 'other.service' }] }
  const ports = { ...host.ports('live'), service, note: async () => {} }
  await reload.do(plan, ports)
  assert.equal(reloads, 0)
  changed['other.service'] = 'yes'
  await reload.do(plan, ports)
  assert.equal(reloads, 1)
})

