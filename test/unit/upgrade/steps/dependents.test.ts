import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import type { UnitState } from '../../../../src/policy/reading.ts'
import { bringBack, listenAgain, mustComeBack, noteLeftDown, startAgain } from '../../../../src/upgrade/steps/dependents.ts'
import { changedService } from '../../../support/changed-service.ts'
import { restarted, severalUnits, type Several } from '../../../support/several-units.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const aStage = (): Promise<Several> => severalUnits({
  units: [{ name: 'a.service' }, { name: 'web.service', requires: ['a.service'], program: 'no' }, { name: 'front.service', requires: ['web.service'], program: 'no' }],
  planned: [restarted('a.service')], dependents: ['web.service', 'front.service'],
})
type Job = Several['units']['job']

test('those that run are left alone; those that do not are started, and that is noted', async () => {
  const { plan, ports, units, noted } = await aStage()
  assert.equal(await bringBack(plan, ports), null)
  assert.deepEqual([units.jobs, noted], [[], []])
  units.takeDown('web.service')
  assert.equal(await bringBack(plan, ports), null)
  assert.deepEqual([units.jobs, noted], [['start web.service', 'start front.service'], [{ entry: 'noted', about: 'started', unit: 'web.service' }, { entry: 'noted', about: 'started', unit: 'front.service' }]])
})

test('who is down with a version that stays is noted, with the run that it was; what runs, or never ran, is not', async () => {
  const { plan, ports, units, noted } = await aStage()
  units.takeDown('front.service')
  await noteLeftDown(plan, ports)
  assert.deepEqual(noted, [{ entry: 'noted', about: 'left-down', unit: 'front.service', invocation: units.now('front.service').invocationId }])
  await noteLeftDown(plan, { ...ports, service: changedService(units, { state: async (name) => ({ ...units.now(name), activeState: 'inactive', invocationId: '' }) }) })
  assert.equal(noted.length, 1, 'at boot')
})

test('one with a job is on its way: its start is waited for, and nobody says that it was down', async () => {
  const { plan, ports, units, noted } = await aStage()
  const service = changedService(units, { state: async (name) => ({ ...units.now(name), ...(units.jobs.length === 0 ? { activeState: 'activating', job: 'yes' as const } : {}) }) })
  assert.equal(await startAgain('web.service', plan, { ...ports, service }), null)
  assert.deepEqual([units.jobs, noted], [['start web.service'], []])
})

test('one that does not come back is named, with what it hangs on, and why', async () => {
  const { plan, ports, units } = await aStage()
  const told = async (name: string, job: Job, state: Partial<UnitState>): Promise<string | null> => bringBack({ ...plan, dependents: [name] }, { ...ports, service: changedService(units, { job, state: async (one) => (one === name ? { ...units.now(one), activeState: 'inactive', ...state } : units.now(one)) }) })
  const ends = (result: 'failed' | 'timeout' | 'dependency', because?: string): Job => async () => ({ result, downtimeMs: null, ...(because === undefined ? {} : { because }) })
  assert.equal(await told('web.service', ends('failed'), { activeState: 'failed', result: 'exit-code', mainStatus: 3 }), "unit 'web.service', which requires 'a.service', did not come back: failed: exit status 3")
  assert.equal(await told('web.service', ends('timeout'), { activeState: 'active', job: 'yes' }), "unit 'web.service', which requires 'a.service', did not come back: its start ended with 'timeout'")
  assert.equal(await told('front.service', ends('dependency', "'x.service' (exit-code)"), {}), "unit 'front.service', which requires 'a.service', did not come back: a unit that it requires failed: 'x.service' (exit-code)")
})

test('through whom it hangs on ours is told; that nobody can be asked does not hide that it is down', async () => {
  const { plan, ports, units } = await aStage()
  const job: Job = async () => ({ result: 'failed', downtimeMs: null })
  let asked = 0
  const dead = { ...units.now('front.service'), activeState: 'failed', result: 'exit-code', mainStatus: 1 }
  const service = changedService(units, { job, state: async (name) => { asked++; if (name === 'front.service') return dead; if (asked > 3) throw failure('UNAVAILABLE', 'gone'); return units.now(name) } })
  assert.match(await bringBack({ ...plan, dependents: ['front.service'] }, { ...ports, service }) ?? '', /'front\.service', which requires 'a\.service', did not come back: failed: exit status 1/)
  const known = changedService(units, { job, state: async (name) => (name === 'front.service' ? dead : units.now(name)) })
  assert.match(await bringBack({ ...plan, dependents: ['web.service', 'front.service'] }, { ...ports, service: known }) ?? '', /'front\.service', which requires 'web\.service'/)
})

test('thrown, it says what is well all the same; and its start limit is forgiven first', async () => {
  const { plan, ports, units } = await aStage()
  const cleared: string[] = []
  const service = changedService(units, { job: async () => ({ result: 'failed', downtimeMs: null }), resetFailed: async (name) => void cleared.push(name), state: async (name) => ({ ...units.now(name), activeState: 'failed', result: 'start-limit-hit' }) })
  await rejectsWithFailure('ROLLED_BACK', /^the new version is healthy, but unit 'web\.service'.*start-limit-hit/, mustComeBack(plan, { ...ports, service }, 'ROLLED_BACK', 'the new version is healthy, but'))
  assert.deepEqual(cleared, ['web.service'])
  await mustComeBack({ ...plan, dependents: [] }, ports, 'STUCK', '')
})

test('at boot the manager starts them later', async () => {
  const { plan, ports, units, noted } = await aStage()
  units.takeDown('web.service')
  assert.equal(await bringBack(plan, { ...ports, service: changedService(units, { job: async () => ({ result: 'deferred', downtimeMs: null }) }) }), null)
  assert.deepEqual(noted, [])
})

test('g19 only sockets of the app that rest and must listen are started; a timer comes last', async () => {
  const { plan, ports, units } = await aStage()
  for (const one of ['a.service', 'web.service']) units.takeDown(one)
  await listenAgain({ ...plan, units: [{ name: 'web.service', restart: 'restart', then: 'rest' }, ...plan.units, { name: 'front.service', restart: 'restart', then: 'rest' }], dependents: ['web.service'] }, ports)
  assert.deepEqual(units.jobs, ['start web.service'])
  await listenAgain({ ...plan, units: [{ name: 'a.timer', restart: 'restart', then: 'rest' }, ...plan.units], dependents: ['a.timer'] }, ports)
  assert.deepEqual(units.jobs, ['start web.service'])
})
