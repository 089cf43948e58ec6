import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import { watch } from '../../../../src/upgrade/steps/watch.ts'
import { steps } from '../../../../src/upgrade/steps/table.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { contentOf } from '../../../support/a-plan.ts'
import { restarted, severalUnits } from '../../../support/several-units.ts'
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

async function watched(change: (host: SimulatedHost) => Promise<void> | void): Promise<{ readonly noted: readonly Noted[]; readonly watching: Promise<void> }> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const noted: Noted[] = []
  const ports = { ...host.ports('live'), note: async (one: Noted) => void noted.push(one) }
  for (const step of ['keep', 'swap', 'restart'] as const) await steps.before[step].do(host.plan, ports)
  noted.length = 0
  await change(host)
  return { noted, watching: watch.do(host.plan, ports) }
}

test('f10 f11 g35 what is live by the end of it is not what was laid down: nothing is said of the version', async () => {
  const put = (content: Uint8Array) => async (host: SimulatedHost): Promise<void> => {
    await host.disk.remove('/usr/bin/acme0')
    await host.disk.create('/usr/bin/acme0', content, 0o755)
  }
  for (const [change, says] of [[put(Buffer.from('a third program')), /was replaced by somebody else/], [put(contentOf('1.0.0', 0)), /was replaced by the version before by somebody else/], [(host: SimulatedHost) => host.disk.remove('/usr/bin/acme0'), /was removed by somebody else/]] as const) {
    const { noted, watching } = await watched(change)
    await rejectsWithFailure('TEMPORARY', says, watching)
    assert.deepEqual(noted, [{ entry: 'noted', about: 'replaced', path: '/usr/bin/acme0' }])
  }
})

test('who requires a unit and went down with a crash that was forgiven is started again in the end', async () => {
  const { plan, ports, units, noted } = await severalUnits({ units: [{ name: 'a.service' }, { name: 'web.service', requires: ['a.service'], program: 'no' }], planned: [restarted('a.service')], dependents: ['web.service'] })
  await steps.before.restart.do(plan, ports)
  units.takeDown('web.service')
  await watch.do(plan, ports)
  assert.deepEqual([units.runs['web.service'], noted.at(-1)], ['new', { entry: 'noted', about: 'started', unit: 'web.service' }])
})
