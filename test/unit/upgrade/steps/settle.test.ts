import assert from 'node:assert/strict'
import { test } from 'node:test'
import { settle } from '../../../../src/upgrade/steps/settle.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

test('the lease is given back, once however often it is done', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = { ...host.ports('live'), note: async () => {} }
  await ports.coordinator.ask(host.plan)
  for (let twice = 0; twice < 2; twice++) await settle.do(host.plan, ports)
  assert.equal(host.state.lease, 'free')
})
