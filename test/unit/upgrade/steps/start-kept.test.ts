import assert from 'node:assert/strict'
import { test } from 'node:test'
import { restart } from '../../../../src/upgrade/steps/restart.ts'
import { neverLeft, startKept } from '../../../../src/upgrade/steps/start-kept.ts'
import { standby } from '../../../../src/upgrade/steps/standby.ts'
import { changedService } from '../../../support/changed-service.ts'
import { restarted, severalUnits, type Several, type SeveralWishes } from '../../../support/several-units.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const three: SeveralWishes = { units: [{ name: 'a.service' }, { name: 'b.service' }, { name: 'c.service' }], planned: [restarted('a.service', 'ready'), restarted('b.service', 'ready'), restarted('c.service')] }

/** The new version fails on its way, and its files go back. */
async function fallen(wishes: SeveralWishes, others: Partial<Several['ports']> = {}): Promise<Several> {
  const stage = await severalUnits(wishes)
  await restart.do(stage.plan, { ...stage.ports, ...others }).catch(() => {})
  await stage.ports.layout.restore(stage.plan)
  stage.units.jobs.length = 0
  stage.noted.length = 0
  return stage
}
const failsIn = (unit: string) => (one: string, version: string): 'fails' | 'well' => (one === unit && version === 'new' ? 'fails' : 'well')

test('g36 the last of three fails: the others stop, the last first, and all start again in order', async () => {
  const { plan, ports, units, noted } = await fallen({ ...three, behaves: failsIn('c.service') })
  await standby.undo(plan, ports)
  assert.deepEqual(units.jobs, ['stop b.service', 'restart a.service', 'restart b.service', 'restart c.service'])
  assert.deepEqual([units.runs, noted.at(-1)], [{ 'a.service': 'old', 'b.service': 'old', 'c.service': 'old' }, { entry: 'noted', about: 'way-back', proof: 'proven' }])
})

test('g36 a unit whose turn never came is not touched: its run of before is what it should be', async () => {
  const { plan, ports, units, noted } = await fallen({ ...three, behaves: failsIn('b.service') })
  await standby.undo(plan, ports)
  assert.deepEqual([units.jobs, units.startsOf('c.service')], [['restart a.service', 'restart b.service'], 1])
  assert.deepEqual(noted.at(-1), { entry: 'noted', about: 'way-back', proof: 'proven' })
})

test('g36 a unit that was taken down with the first, which it requires, is started again', async () => {
  const { plan, ports, units } = await fallen({ units: [{ name: 'a.service' }, { name: 'b.service', requires: ['a.service'] }], planned: [restarted('a.service', 'ready'), restarted('b.service')], behaves: failsIn('a.service') })
  assert.equal(units.runs['b.service'], null)
  await standby.undo(plan, ports)
  assert.deepEqual(units.runs, { 'a.service': 'old', 'b.service': 'old' })
})

test('a timer that reading took its moment from is started again on the way back; one that is armed is not touched', async () => {
  for (const [state, jobs] of [[{ subState: 'elapsed' }, ['restart a.timer']], [{ activeState: 'failed', subState: 'failed' }, ['restart a.timer']], [{ subState: 'waiting' }, []], [{ subState: 'running' }, []]] as const) {
    for (const then of ['restart', 'stop'] as const) {
      const { plan, ports, units, noted } = await severalUnits({ units: [{ name: 'a.timer', triggers: ['a.service'], program: 'no' }, { name: 'a.service' }], planned: [{ name: 'a.timer', restart: 'restart', then }] })
      await ports.layout.restore(plan)
      const service = changedService(units, { state: async (unit) => ({ ...units.now(unit), ...(unit === 'a.timer' && units.jobs.length === 0 ? state : {}) }) })
      await standby.undo(plan, { ...ports, service })
      assert.deepEqual([units.jobs, noted.at(-1)], [jobs, { entry: 'noted', about: 'way-back', proof: jobs.length === 0 ? 'never-left' : 'proven' }], `${then} ${state.subState}`)
    }
  }
})

test('on the way back each is judged before the next; what is ill is stuck, and the rest is started all the same', async () => {
  const stage = await fallen({ ...three, behaves: (unit, version) => (unit === 'c.service' && version === 'new' ? 'fails' : unit === 'a.service' && version === 'old' ? 'ill' : 'well') })
  await rejectsWithFailure('STUCK', /^the kept version of unit 'a\.service' did not become healthy either: /, standby.undo(stage.plan, stage.ports))
  assert.deepEqual(stage.units.runs, { 'a.service': 'old', 'b.service': 'old', 'c.service': 'old' })
  const dead = await fallen({ ...three, behaves: (unit, version) => (unit === 'a.service' && version === 'old' ? 'fails' : failsIn('c.service')(unit, version)) })
  await rejectsWithFailure('STUCK', /^the kept version did not start either: unit 'a\.service'/, standby.undo(dead.plan, dead.ports))
  assert.deepEqual(dead.units.runs, { 'a.service': null, 'b.service': 'old', 'c.service': 'old' })
})

test('probes look for the kept version from the first unit on', async () => {
  const { plan, ports } = await fallen({ ...three, behaves: failsIn('b.service') })
  const asked = new Set<string>()
  await standby.undo(plan, { ...ports, probes: ports.probes.map((probe) => ({ ...probe, readings: (of, signal) => { asked.add(of.to.version); return probe.readings(of, signal) } })) })
  assert.deepEqual([...asked], ['1.0.0'])
})

test('what the new release did not have any more is started again, watched, and proven with the others', async () => {
  const wishes: SeveralWishes = { units: [{ name: 'a.service' }, { name: 'old.service' }], planned: [{ name: 'old.service', restart: 'restart', then: 'stop' }, restarted('a.service')], behaves: failsIn('a.service') }
  const { plan, ports, units, noted } = await fallen(wishes)
  await standby.undo(plan, ports)
  assert.deepEqual([units.runs, noted.at(-1)?.about], [{ 'a.service': 'old', 'old.service': 'old' }, 'way-back'])
  const only = await fallen({ ...wishes, planned: wishes.planned.slice(0, 1) })
  await standby.undo(only.plan, only.ports)
  assert.equal(only.units.runs['old.service'], 'old', 'also when nothing else was restarted')
})

test('who requires a unit is up again on the way back, or the way back is stuck', async () => {
  const wishes: SeveralWishes = { units: [{ name: 'a.service' }, { name: 'web.service', requires: ['a.service'], program: 'no' }], planned: [restarted('a.service')], dependents: ['web.service'], behaves: failsIn('a.service') }
  const { plan, ports, units, noted } = await fallen(wishes)
  assert.equal(units.runs['web.service'], null, 'systemd does not start it again once its restart has failed')
  await standby.undo(plan, ports)
  assert.deepEqual([units.runs, noted.some(({ about }) => about === 'started')], [{ 'a.service': 'old', 'web.service': 'old' }, true])
  const broken = await fallen(wishes)
  const job: typeof broken.units.job = async (name, what) => (name === 'web.service' ? { result: 'failed', downtimeMs: null } : broken.units.job(name, what))
  await rejectsWithFailure('STUCK', /^the kept version was started, but unit 'web\.service', which requires 'a\.service', did not come back: /, standby.undo(broken.plan, { ...broken.ports, service: changedService(broken.units, { job }) }))
})

test('f08 what somebody stopped stays down, and with it whoever requires it', async () => {
  const { plan, ports, units } = await fallen({ units: [{ name: 'a.service' }, { name: 'b.service', requires: ['a.service'] }, { name: 'c.service' }], planned: [restarted('a.service'), restarted('b.service'), restarted('c.service')], dependents: [], behaves: failsIn('c.service') })
  units.takeDown('a.service')
  const others = { stopped: [{ unit: 'a.service', invocation: units.now('a.service').invocationId }], replaced: [] }
  await rejectsWithFailure('STUCK', /units 'a\.service', 'b\.service' are left stopped/, standby.undo(plan, { ...ports, others }))
  assert.deepEqual(units.runs, { 'a.service': null, 'b.service': null, 'c.service': 'old' })
})

test('at boot nobody is stopped and nobody is started', async () => {
  const stage = await fallen({ ...three, behaves: failsIn('c.service') })
  const asked: string[] = []
  const job: typeof stage.units.job = async (name, what) => { asked.push(`${what} ${name}`); return { result: 'deferred', downtimeMs: null } }
  assert.equal(await startKept(stage.plan, three.units.map(({ name }) => stage.units.now(name)), { ...stage.ports, service: changedService(stage.units, { job }) }), 'deferred')
  assert.deepEqual(asked, ['stop b.service'])
})

test('at boot each unit is asked for, and who requires them: a boot that found no file of one has passed over it', async () => {
  const wishes = { ...three, dependents: ['web.service'], units: [...three.units, { name: 'web.service', requires: ['a.service'] }] }
  const stage = await fallen({ ...wishes, behaves: failsIn('c.service') })
  const asked: string[] = []
  // As it is at boot: nothing is up, and nothing was.
  const state: typeof stage.units.state = async (name) => ({ ...await stage.units.state(name), activeState: 'inactive', invocationId: '' })
  const job: typeof stage.units.job = async (name, what) => { asked.push(`${what} ${name}`); return { result: 'deferred', downtimeMs: null } }
  const before = await Promise.all(three.units.map(async ({ name }) => await state(name)))
  assert.equal(await startKept(stage.plan, before, { ...stage.ports, service: changedService(stage.units, { job, state }) }), 'deferred')
  assert.deepEqual(asked, ['restart a.service', 'restart b.service', 'restart c.service', 'start web.service'])
})

test('never left is who runs, and is the run of before', async () => {
  const { plan, units } = await severalUnits(three)
  assert.equal(neverLeft(plan, units.now('a.service')), true)
  assert.equal(neverLeft(plan, { ...units.now('a.service'), activeState: 'failed' }), false)
  assert.equal(neverLeft(plan, { ...units.now('a.service'), invocationId: '' }), false)
  assert.equal(neverLeft(plan, { ...units.now('a.service'), name: 'x.service' }), false)
})
