import assert from 'node:assert/strict'
import { test } from 'node:test'
import { swap } from '../../../../src/upgrade/steps/swap.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

test('what is live changes, and changes back', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = { ...host.ports('live'), note: async () => {} }
  await ports.layout.keep(host.plan)
  await swap.do(host.plan, ports)
  assert.equal(host.side, 'new')
  await swap.undo(host.plan, ports)
  assert.equal(host.side, 'old')
})
