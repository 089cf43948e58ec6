import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keep } from '../../../../src/upgrade/steps/keep.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'

const scenario: Scenario = { name: 'in-place', layout: 'in-place', newVersion: 'well' }

test('the live version becomes the kept one, and is let go of again', async () => {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = { ...host.ports('live'), note: async () => {} }
  await keep.do(host.plan, ports)
  assert.equal((await host.disk.look('/usr/bin/acme0.kept'))?.inode, (await host.disk.look('/usr/bin/acme0'))?.inode)
  await keep.undo(host.plan, ports)
  assert.deepEqual([await host.disk.look('/usr/bin/acme0.kept'), host.side], [null, 'old'])
})
