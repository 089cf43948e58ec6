import assert from 'node:assert/strict'
import { test } from 'node:test'
import { watch } from '../../../../src/upgrade/steps/watch.ts'
import { steps } from '../../../../src/upgrade/steps/table.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

test('watch: an ill version is rolled back, and the judge says why', async () => {
  const ill: Scenario = { ...scenario, newVersion: 'ill' }
  const host = new SimulatedHost(ill, await aHost(ill))
  const ports = { ...host.ports('live'), note: async () => {} }
  for (const step of ['keep', 'swap', 'restart'] as const) await steps.before[step].do(host.plan, ports)
  await rejectsWithFailure('ROLLED_BACK', /did not become healthy: .*as told/, watch.do(host.plan, ports))
})

test('a version that is well goes on, and looking leaves nothing to undo', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = { ...host.ports('live'), note: async () => {} }
  for (const step of ['keep', 'swap', 'restart'] as const) await steps.before[step].do(host.plan, ports)
  await watch.do(host.plan, ports)
  await watch.undo(host.plan, ports)
  assert.deepEqual([host.side, host.service.daemon], ['new', { runs: 'new', starts: 2 }])
})
