import assert from 'node:assert/strict'
import { test } from 'node:test'
import { prune } from '../../../../src/upgrade/steps/prune.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { aHome } from '../../../support/a-plan.ts'
import { namesAt } from '../../../support/simulated-disk.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

test('no more releases are kept than the plan wants', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  await prune.do(host.plan, { ...host.ports('live'), note: async () => {} })
  assert.deepEqual(namesAt(host.state.disk, `${aHome}/releases`), ['1.0.0', '2.0.0'])
})
