import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { StepPorts } from '../../../../src/upgrade/steps/step.ts'
import { filesNow, mayBeOwed, unitsSince, whoMayHaveRun, whoRan } from '../../../../src/upgrade/steps/who-ran.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'who ran', layout: 'links', newVersion: 'ill', data: 'migrated' }
const restarted = ['lease', 'keep', 'standby', 'snapshot', 'swap', 'reload', 'restart'] as const
const others: NonNullable<StepPorts['others']> = { stopped: [], replaced: [], begun: restarted }

/** After our restart: the new files, and a run of them. */
async function restartedHost() {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports: StepPorts = { ...host.ports('live'), note: async () => {}, others: { ...others, boot: '1' }, process: 'earlier' }
  await ports.layout.keep(host.plan)
  await ports.layout.swap(host.plan)
  await host.service.job()
  return { host, plan: host.plan, ports }
}

describe('what may be owed', () => {
  test('only where there is a snapshot, and our restart or our stop has begun; no more once it is put back', async () => {
    const { plan } = await restartedHost()
    const rests: Plan = { ...plan, units: plan.units.map((unit) => ({ ...unit, then: 'rest' })) }
    assert.deepEqual([mayBeOwed(plan, { others }), mayBeOwed(plan, {}), mayBeOwed(plan, { others: { ...others, begun: restarted.slice(0, 5) } }), mayBeOwed(rests, { others })], [true, false, false, false])
    assert.deepEqual([mayBeOwed(plan, { others: { ...others, restored: 'yes' } }), mayBeOwed({ ...plan, data: { undo: 'stay' } }, { others })], [false, false])
    assert.equal(mayBeOwed(plan, { others: { ...others, begun: restarted.slice(0, 5), restoring: 'yes' } }), true, 'half put back')
  })
})

describe('who ran', () => {
  test('in the life of the upgrade, with its files: ours, however often it was started', async () => {
    const { host, plan, ports } = await restartedHost()
    assert.equal((await whoRan(plan, ports)).kind, 'ours')
    host.service.start()
    assert.equal((await whoRan(plan, ports)).kind, 'ours')
    assert.equal(await filesNow(plan, ports), 'new')
  })

  test('g31 in another life of the service manager it was the boot; what nobody wrote down is taken for this one', async () => {
    const { plan, ports } = await restartedHost()
    assert.deepEqual(await whoRan(plan, { ...ports, others: { ...others, boot: '0' } }), { kind: 'somebody', run: { unit: 'acme.service', invocation: '2'.padStart(32, '0') } })
    assert.equal((await whoRan(plan, { ...ports, others })).kind, 'ours')
  })

  test('at boot nothing has run, and a service manager that does not say when it began is no reason to leave the daemon as it is', async () => {
    const { host, plan, ports } = await restartedHost()
    const silent = { ...host.service.latch, life: async (): Promise<never> => { throw failure('UNAVAILABLE', 'no answer') } }
    const service = changedService(ports.service, { state: async (unit) => ({ ...host.service.now(unit), activeState: 'inactive', invocationId: '' }) })
    assert.equal((await whoRan(plan, { ...ports, service, latch: silent })).kind, 'ours')
    await rejectsWithFailure('UNAVAILABLE', /no answer/, whoRan(plan, { ...ports, latch: silent }))
  })

  test('the process that has done it all needs not look; one that comes later finds other files', async () => {
    const { plan, ports } = await restartedHost()
    await ports.layout.restore(plan)
    assert.equal((await whoRan(plan, ports)).kind, 'somebody')
    assert.equal((await whoRan(plan, { ...ports, process: 'this' })).kind, 'ours')
  })

  test('a program that takes itself up again in the same run may be the new one; a socket is no run', async () => {
    const { plan, ports } = await restartedHost()
    const planned = (restart: 'restart' | 'reload-or-restart'): Plan => ({ ...plan, units: [{ name: 'acme.socket', restart, then: 'rest' }, { name: 'acme.service', restart, then: 'restart' }] })
    assert.deepEqual((await unitsSince(planned('restart'), ports)).map(({ unit, before }) => [unit, before]), [['acme.service', '1'.padStart(32, '0')]])
    assert.deepEqual((await unitsSince(planned('reload-or-restart'), ports)).map(({ before }) => before), [null])
  })

  test('before our restart only the process that swapped knows a run that is another one', async () => {
    const { plan, ports } = await restartedHost()
    const swapped = { ...others, begun: restarted.slice(0, 5) }
    assert.equal((await whoMayHaveRun(plan, { ...ports, process: 'this', others: swapped })).kind, 'ours')
    assert.equal((await whoMayHaveRun(plan, { ...ports, others: swapped })).kind, 'nobody')
    assert.equal((await whoMayHaveRun(plan, { ...ports, others: { ...others, begun: restarted.slice(0, 4) } })).kind, 'nobody')
  })
})
