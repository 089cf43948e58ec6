import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure } from '../../../../src/errors.ts'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import type { Ports } from '../../../../src/upgrade/ports.ts'
import { restart } from '../../../../src/upgrade/steps/restart.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'
import { restarted, severalUnits } from '../../../support/several-units.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

async function aRestart(change: Partial<Ports['service']> = {}): Promise<{ readonly host: SimulatedHost; readonly noted: Noted[]; readonly act: (which: 'do' | 'undo') => Promise<void> }> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = host.ports('live')
  const service = changedService(ports.service, change)
  const noted: Noted[] = []
  return { host, noted, act: (which) => restart[which](host.plan, { ...ports, service, note: async (one) => void noted.push(one) }) }
}

test('a restart is noted with its downtime', async () => {
  const { noted, act } = await aRestart({ job: async () => ({ result: 'done', downtimeMs: 12 }) })
  await act('do')
  assert.deepEqual(noted, [{ entry: 'noted', about: 'downtime', unit: 'acme.service', milliseconds: 12 }])
})

test('R2 F31 only a job that is done goes on', async () => {
  for (const result of ['timeout', 'failed', 'dependency', 'skipped', 'deferred'] as const) {
    const { act } = await aRestart({ job: async () => ({ result, downtimeMs: null }) })
    await rejectsWithFailure('ROLLED_BACK', /^the new version did not start: /, act('do'))
  }
})

test('f08 whoever cancels our job says nothing about the version; that they stopped the unit instead is noted', async () => {
  for (const [down, notes] of [[{ activeState: 'inactive' }, [{ entry: 'noted', about: 'stopped', unit: 'acme.service', invocation: '1'.padStart(32, '0') }]], [{ activeState: 'deactivating', job: 'yes' }, 1], [{ activeState: 'active' }, []], [{ activeState: 'inactive', job: 'yes' }, []]] as const) {
    const { host, noted, act } = await aRestart({ job: async () => ({ result: 'canceled', downtimeMs: null }), state: async (unit) => ({ ...host.service.now(unit), ...down }) })
    await rejectsWithFailure('TEMPORARY', /somebody else cancelled/, act('do'))
    if (notes === 1) assert.equal(noted.length, 1)
    else assert.deepEqual(noted, notes)
  }
})

test('g04 a daemon that systemd gave up may be started again', async () => {
  const cleared: string[] = []
  const { host, act } = await aRestart({ state: async (unit) => ({ ...host.service.now(unit), activeState: 'failed' }), resetFailed: async (unit) => void cleared.push(unit) })
  await act('do')
  assert.deepEqual(cleared, ['acme.service'])
})

test('the failed version has the last word, without what could repaint a terminal', async () => {
  const { host, noted, act } = await aRestart({ journalTail: async () => ['first', `\x1b[2J${'x'.repeat(2000)}`] })
  host.service.start()
  await act('undo')
  const [note] = noted
  assert.ok(note?.about === 'system-journal')
  assert.equal(note.lines[0], 'first')
  assert.ok(!note.lines[1]?.includes('\x1b') && (note.lines[1]?.length ?? 0) < 600)
})

test('a daemon that was not restarted says nothing about the new version', async () => {
  const { noted, act } = await aRestart({ journalTail: async () => ['old news'] })
  await act('undo')
  assert.deepEqual(noted, [])
})

test('F33 words that cannot be heard do not hold up the way back', async () => {
  const { act } = await aRestart({ state: async () => { throw failure('UNAVAILABLE', 'the bus is gone') } })
  await act('undo')
})

test('F33 a bug while listening is still a bug', async () => {
  const { act } = await aRestart({ state: async () => { throw new TypeError('oh') } })
  await assert.rejects(act('undo'), TypeError)
})

test('R9 two units in order: the first is judged before the next is restarted', async () => {
  const { plan, ports, units } = await severalUnits({ units: [{ name: 'a.service' }, { name: 'b.service' }], planned: [restarted('a.service', 'ready'), restarted('b.service')] })
  const asked: string[] = []
  const probes = ports.probes.map((probe) => ({ ...probe, readings: (...args: Parameters<typeof probe.readings>) => { asked.push(`${probe.name} after ${units.jobs.length}`); return probe.readings(...args) } }))
  await restart.do(plan, { ...ports, probes })
  assert.deepEqual([units.jobs, units.runs], [['restart a.service', 'restart b.service'], { 'a.service': 'new', 'b.service': 'new' }])
  assert.deepEqual(asked, ['unit after 1', 'pulse a.service after 1'], 'and nobody asked the one that still ran the version before')
})

test('R9 g36 the first is ill: the next is never restarted, and the message says so', async () => {
  const wishes = { units: [{ name: 'a.service' }, { name: 'b.service' }, { name: 'c.service' }], planned: [restarted('a.service', 'ready'), restarted('b.service', 'ready'), restarted('c.service')] }
  const ill = await severalUnits({ ...wishes, behaves: (unit, version) => (unit === 'a.service' && version === 'new' ? 'ill' : 'well') })
  await rejectsWithFailure('ROLLED_BACK', /^the new version of unit 'a\.service' did not become healthy: probe 'pulse a\.service' says: a\.service runs new; 'b\.service', 'c\.service' were not restarted$/, restart.do(ill.plan, ill.ports))
  assert.deepEqual(ill.units.jobs, ['restart a.service'])
  const failing = await severalUnits({ ...wishes, behaves: (unit, version) => (unit === 'b.service' && version === 'new' ? 'fails' : 'well') })
  await rejectsWithFailure('ROLLED_BACK', /^the new version did not start: unit 'b\.service' .*; 'c\.service' was not restarted$/, restart.do(failing.plan, failing.ports))
  assert.deepEqual(failing.units.runs, { 'a.service': 'new', 'b.service': null, 'c.service': 'old' })
})

test('f08 somebody stops the first while it is waited for: nothing is said of the version', async () => {
  const { plan, ports, units, noted } = await severalUnits({ units: [{ name: 'a.service' }, { name: 'b.service' }], planned: [restarted('a.service', 'ready'), restarted('b.service')] })
  // As the clock of these tests stands still, the wait for somebody's second thoughts is over at once.
  const clock = { ...ports.clock, monotonicMs: () => (units.jobs.length === 0 ? 0 : 1e9) }
  const state = async (name: string): Promise<ReturnType<typeof units.now>> => units.now(name)
  const [watching, ...others] = ports.probes
  assert.ok(watching)
  const stopped = { ...watching, async *readings() { yield { kind: 'unit' as const, probe: 'unit', atMs: 1, unit: { ...units.now('a.service'), activeState: 'inactive', stopAsked: 'yes' as const } } } }
  await rejectsWithFailure('TEMPORARY', /somebody stopped unit 'a\.service' before the next one was restarted.*'b\.service' was not restarted/, restart.do(plan, { ...ports, clock, probes: [stopped, ...others], service: changedService(units, { state }) }))
  assert.deepEqual(noted.at(-1), { entry: 'noted', about: 'stopped', unit: 'a.service', invocation: '2'.padStart(32, '0') })
})

test('a unit that systemd restarted with the one that it requires is not restarted again', async () => {
  const { plan, ports, units } = await severalUnits({ units: [{ name: 'a.service' }, { name: 'b.service', requires: ['a.service'] }], planned: [restarted('a.service', 'ready'), restarted('b.service')] })
  await restart.do(plan, ports)
  assert.deepEqual([units.jobs, units.runs, units.startsOf('b.service')], [['restart a.service'], { 'a.service': 'new', 'b.service': 'new' }, 2])
})

test('a unit that the release does not have any more is stopped in its turn', async () => {
  const wishes = { units: [{ name: 'a.service' }, { name: 'old.service' }], planned: [{ name: 'old.service', restart: 'restart', then: 'stop' }, restarted('a.service')] } as const
  const { plan, ports, units } = await severalUnits(wishes)
  await restart.do(plan, ports)
  assert.deepEqual([units.jobs, units.runs], [['stop old.service', 'restart a.service'], { 'a.service': 'new', 'old.service': null }])
  const stuck = await severalUnits(wishes)
  await rejectsWithFailure('ROLLED_BACK', /^unit 'old\.service', which 2\.0\.0 does not have any more, could not be stopped: its job ended with 'timeout'$/, restart.do(stuck.plan, { ...stuck.ports, service: changedService(stuck.units, { job: async () => ({ result: 'timeout', downtimeMs: null }) }) }))
})

test('who requires a unit must be up again after the last restart', async () => {
  const wishes = { units: [{ name: 'a.service' }, { name: 'web.service', requires: ['a.service'], program: 'no' }], planned: [restarted('a.service')], dependents: ['web.service'] } as const
  const { plan, ports, units } = await severalUnits(wishes)
  await restart.do(plan, ports)
  assert.deepEqual([units.jobs, units.runs['web.service']], [['restart a.service'], 'new'], 'it came back with it, by itself')
  const broken = await severalUnits(wishes)
  const job: typeof broken.units.job = async (name, what) => (what === 'start' ? { result: 'failed', downtimeMs: null } : broken.units.job(name, what))
  await rejectsWithFailure('ROLLED_BACK', /^the new version started, but unit 'web\.service', which requires 'a\.service', did not come back: /, restart.do(broken.plan, { ...broken.ports, service: changedService(broken.units, { job, state: async (name) => (name === 'web.service' ? { ...broken.units.now(name), activeState: 'inactive' } : broken.units.now(name)) }) }))
})

test('g19 a socket whose file changed: stopped first, then its service, so that no connection starts that again', async () => {
  const wishes = { units: [{ name: 'a.socket', triggers: ['a.service'] }, { name: 'a.service' }] } as const
  const { plan, ports, units } = await severalUnits({ ...wishes, planned: [restarted('a.socket'), restarted('a.service')] })
  await restart.do(plan, ports)
  assert.deepEqual(units.jobs, ['stop a.socket', 'stop a.service', 'restart a.socket', 'restart a.service'])
  const other = await severalUnits({ ...wishes, planned: [restarted('a.service'), restarted('a.socket')] })
  await restart.do(other.plan, other.ports)
  assert.deepEqual([other.units.jobs, other.units.runs], [['restart a.service', 'stop a.socket', 'stop a.service', 'restart a.socket', 'start a.service'], { 'a.socket': 'new', 'a.service': 'new' }], 'named after it, its service is started for it')
  assert.deepEqual(other.noted.filter(({ about }) => about === 'downtime').length, 1, 'what the service was away is not counted twice')
})

test('a socket with Accept=yes is restarted alone: each of its services is a connection, which lives on', async () => {
  const { plan, ports, units } = await severalUnits({ units: [{ name: 'a.socket', accepts: 'yes', triggers: ['a@1.service'] }, { name: 'a@1.service' }], planned: [restarted('a.socket')] })
  await restart.do(plan, ports)
  assert.deepEqual([units.jobs, units.runs], [['restart a.socket'], { 'a.socket': 'new', 'a@1.service': 'old' }])
})

const cleaning = { units: [{ name: 'a.timer', triggers: ['a.service'], program: 'no' }, { name: 'a.service' }], planned: [restarted('a.timer'), restarted('a.service')] } as const

test('a timer that is armed has taken up its new file when it was read: it is not restarted, nor is what it starts stopped', async () => {
  const { plan, ports, units } = await severalUnits(cleaning)
  await restart.do(plan, ports)
  assert.deepEqual([units.jobs, units.startsOf('a.timer')], [['restart a.service'], 1])
})

test('a timer that failed, or was stopped for a snapshot, is started with its new file; its service is not touched for it', async () => {
  for (const [name, activeState] of [['a.timer', 'failed'], ['a.path', 'inactive']] as const) {
    const { plan, ports, units, noted } = await severalUnits({ units: [{ name, triggers: ['a.service'], program: 'no', down: 'yes' }, { name: 'a.service' }], planned: [restarted(name)] })
    const state = async (unit: string): Promise<ReturnType<typeof units.now>> => ({ ...units.now(unit), ...(unit === name && units.jobs.length === 0 ? { activeState } : {}) })
    await restart.do(plan, { ...ports, service: changedService(units, { state }) })
    assert.deepEqual([units.jobs, units.runs['a.service'], noted], [[`restart ${name}`], 'old', []], 'nor is that time without service')
  }
})

test('a timer of which systemd does not understand the new file is armed for nothing: the version is not taken', async () => {
  const { plan, ports, units } = await severalUnits({ ...cleaning, planned: [restarted('a.timer'), restarted('a.service')] })
  const state = async (unit: string): Promise<ReturnType<typeof units.now>> => ({ ...units.now(unit), ...(unit === 'a.timer' ? { loadState: 'bad-setting', subState: 'elapsed' } : {}) })
  await rejectsWithFailure('ROLLED_BACK', /^the new file of unit 'a\.timer' cannot be used: it is 'bad-setting'; 'a\.service' was not restarted$/, restart.do(plan, { ...ports, service: changedService(units, { state }) }))
  assert.deepEqual(units.jobs, [])
})

test('a timer whose file goes has failed by then, and does not stay so', async () => {
  const { plan, ports, units } = await severalUnits({ units: [{ name: 'a.timer', program: 'no', down: 'yes' }, { name: 'a.service' }], planned: [{ name: 'a.timer', restart: 'restart', then: 'stop' }, restarted('a.service')] })
  const cleared: string[] = []
  await restart.do(plan, { ...ports, service: changedService(units, { resetFailed: async (unit) => void cleared.push(unit) }) })
  assert.deepEqual([units.jobs, cleared], [['restart a.service'], ['a.timer']])
})

test('g19 a socket that rests and was stopped for a snapshot listens again, before its service starts', async () => {
  const { plan, ports, units } = await severalUnits({ units: [{ name: 'a.socket', triggers: ['a.service'], down: 'yes' }, { name: 'a.service', down: 'yes' }], planned: [restarted('a.service'), { name: 'a.socket', restart: 'restart', then: 'rest' }], dependents: ['a.socket'] })
  await restart.do(plan, ports)
  assert.deepEqual(units.jobs, ['start a.socket', 'restart a.service'])
})

test('R12 whom a restart spares is noted', async () => {
  const { noted, act } = await aRestart({ job: async () => ({ result: 'done', downtimeMs: null, survivors: [{ pid: 4711, program: 'firecracker' }] }) })
  await act('do')
  assert.deepEqual(noted, [{ entry: 'noted', about: 'survivors', unit: 'acme.service', programs: ['4711 firecracker'] }])
})
