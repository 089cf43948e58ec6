import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepsAfterwards, stepsBefore } from '../../../../src/upgrade/journal/entry.ts'
import { steps } from '../../../../src/upgrade/steps/table.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

test('the table has the steps of the story, in its order', () => {
  assert.deepEqual([Object.keys(steps.before), Object.keys(steps.afterwards)], [[...stepsBefore], [...stepsAfterwards]])
})

test('g30 a unit that rests is neither restarted nor watched', async () => {
  const first: Scenario = { ...scenario, from: 'nothing' }
  const host = new SimulatedHost(first, await aHost(first))
  const ports = { ...host.ports('live'), note: async () => {} }
  for (const step of stepsBefore) await steps.before[step].do(host.plan, ports)
  assert.deepEqual([host.side, host.service.daemon.starts], ['new', 0])
})
