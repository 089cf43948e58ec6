import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Bug } from '../../../src/errors.ts'
import { apply } from '../../../src/upgrade/apply.ts'
import { aHost, SimulatedHost, type Scenario } from '../../support/a-host.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const scenario: Scenario = { name: 'in-place', layout: 'in-place', files: 1, from: 'ours', newVersion: 'well' }

test('an upgrade ends with its account', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  assert.equal((await apply(host.plan, host.ports('live'), host.journals)).closed.outcome, 'upgraded')
})

test('a bug is unwound first, and then thrown as one that tells how it ended', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = host.ports('live')
  const broken = { ...ports, layout: { ...ports.layout, swap: async () => { throw new TypeError('oh') } } }
  await assert.rejects(apply(host.plan, broken, host.journals), (thrown) => thrown instanceof Bug && thrown.cause instanceof TypeError && /ended .* as 'rolled-back'/.test(thrown.message))
  assert.equal(host.side, 'old')
})

test('where no journal can be written, nothing begins', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario), { before: async () => ({ kind: 'fail', code: 'CANT_CREATE', afterBytes: 0 }), after: () => {} })
  await rejectsWithFailure('CANT_CREATE', /cannot/, apply(host.plan, host.ports('live'), host.journals))
  assert.deepEqual([host.side, host.service.daemon.starts, host.state.lease], ['old', 1, 'free'])
})
