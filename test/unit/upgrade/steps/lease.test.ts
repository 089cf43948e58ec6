import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lease } from '../../../../src/upgrade/steps/lease.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

test('lease: a no is temporary, and says why and what next', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const coordinator = { ask: async () => ({ kind: 'no', reason: 'another host is down', next: 'later', overridable: 'no' } as const), done: async () => {} }
  await rejectsWithFailure('TEMPORARY', /another host/, lease.do(host.plan, { ...host.ports('live'), coordinator, note: async () => {} }))
})

test('a yes is owed a done, also a yes that was never heard', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = { ...host.ports('live'), note: async () => {} }
  await lease.do(host.plan, ports)
  assert.equal(host.state.lease, 'held')
  for (let twice = 0; twice < 2; twice++) await lease.undo(host.plan, ports)
  assert.equal(host.state.lease, 'free')
})
