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
  await reload.do(host.plan, ports)
  assert.equal(reloads, 1)
})

