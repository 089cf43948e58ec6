import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { failure } from '../../../src/errors.ts'
import { run, unwind } from '../../../src/upgrade/engine.ts'
import { createJournal, type Journal, openJournal } from '../../../src/upgrade/journal/journal.ts'
import type { Ports } from '../../../src/upgrade/ports.ts'
import { becameLive } from '../../../src/upgrade/memory/ran-here.ts'
import { steps } from '../../../src/upgrade/steps/table.ts'
import { aHost, poweredUp, SimulatedHost, type HostState, type Scenario } from '../../support/a-host.ts'
import { aPlan } from '../../support/a-plan.ts'
import { changedService } from '../../support/changed-service.ts'

const scenario: Scenario = { name: 'kept', layout: 'links', newVersion: 'ill', data: 'migrated' }

/** Our process has died while the new version was watched. */
async function diedInWatch(): Promise<HostState> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const never = new Promise<never>(() => {})
  let reached: () => void = () => {}
  const watching = new Promise<void>((resolve) => { reached = resolve })
  const before = { ...steps.before, watch: { ...steps.before.watch, do: () => { reached(); return never } } }
  void run({ journal: await createJournal(host.journals, host.plan), ports: host.ports('live'), steps: { ...steps, before } })
  await watching
  return host.state
}

async function settling(state: HostState, change: (ports: Ports) => Ports = (ports) => ports, when: 'live' | 'boot' = 'live') {
  const host = new SimulatedHost(scenario, state)
  const journal = await openJournal(host.journals, host.plan.transaction) as Journal
  const ending = await unwind({ journal, ports: change(host.ports(when)), steps }, null)
  return { host, journal, ending }
}

describe('g31 two faults at once', () => {
  test('a boot that nobody settled in starts the new version: what it writes stays, and so does it', async () => {
    const state = await diedInWatch()
    const booted = new SimulatedHost(scenario, poweredUp(scenario, state, state.disk))
    booted.service.start()
    const { host, journal, ending } = await settling({ ...booted.state, daemon: { ...booted.service.daemon, written: 'since' } })
    assert.deepEqual([ending.closed.outcome, ending.closed.running, ending.recorded, host.side, host.service.daemon.runs, host.service.daemon.written], ['stuck', '2.0.0', 'yes', 'new', 'new', 'since'])
    assert.match(ending.closed.reason ?? '', /unit 'acme\.service' was started by something else than this upgrade \(its run 0*3\), and what 2\.0\.0 has written would be lost .* stays in its place, unproven.*stop acme\.service, put the snapshot back by hand \(\/usr\/bin\/acme-restore\), then: app-upgrade rollback acme --force$/)
    assert.deepEqual([becameLive(journal.state), host.state.lease, host.service.daemon.latch], [true, 'free', undefined])
  })

  test('the same daemon in the boot of the upgrade is ours, and goes with its data', async () => {
    const { host, ending } = await settling(await diedInWatch())
    assert.deepEqual([ending.closed.outcome, host.service.daemon.runs, host.service.daemon.data, host.service.daemon.latch], ['rolled-back', 'old', 'old', undefined])
  })

  test('while the data are put back at boot nobody can start it; killed in the middle, it stays so until somebody comes', async () => {
    const state = await diedInWatch()
    const meanwhile: unknown[] = []
    const killed = (ports: Ports): Ports => ({
      ...ports,
      operator: { ...ports.operator, run: async () => { meanwhile.push(await ports.latch?.state(aPlan())); return { status: null, output: '', trouble: 'killed by signal 15' } } },
    })
    const { host, ending } = await settling(poweredUp(scenario, state, state.disk), killed, 'boot')
    host.service.start()
    assert.deepEqual(meanwhile, ['shut'])
    assert.deepEqual([ending.recorded, host.side, host.service.daemon.latch, host.service.daemon.runs], ['no', 'old', 'shut', null])
    const later = await settling(host.state)
    assert.deepEqual([later.ending.closed.outcome, later.host.service.daemon.runs, later.host.service.daemon.data], ['rolled-back', 'old', 'old'])
  })

  test('a machine that cannot keep it from being started: whoever started it meanwhile is not robbed', async () => {
    const state = await diedInWatch()
    const powerless = (ports: Ports): Ports => ({
      ...ports, operator: { ...ports.operator, run: async () => ({ status: null, output: '', trouble: 'killed by signal 15' }) },
      latch: { life: async () => '2', state: async () => 'open', shut: async () => { throw failure('UNAVAILABLE', 'the bus is gone') }, open: async () => {} },
    })
    const { host } = await settling(poweredUp(scenario, state, state.disk), powerless, 'boot')
    host.service.daemon = { ...host.service.daemon, runs: 'old', starts: host.service.daemon.starts + 1, written: 'since' }
    for (const runs of ['old', null] as const) {
      const later = await settling({ ...host.state, daemon: { ...host.state.daemon, runs } })
      assert.deepEqual([later.ending.closed.outcome, later.ending.recorded, later.host.service.daemon.runs, later.host.service.daemon.written, later.host.service.daemon.latch], ['stuck', 'yes', runs, 'since', undefined])
      assert.match(later.ending.closed.reason ?? '', /started by something else than this upgrade after the way back had begun .* would be lost\. Look what it has written/)
    }
  })
})

describe('g31 nothing is undone for a guess', () => {
  test('a daemon that cannot be stopped keeps its files: neither they nor its data are put back', async () => {
    const stubborn = (ports: Ports): Ports => ({ ...ports, service: changedService(ports.service, { job: async (unit, what, signal) => (what === 'stop' ? { result: 'timeout', downtimeMs: null } : ports.service.job(unit, what, signal)) }) })
    const { host, ending } = await settling(await diedInWatch(), stubborn)
    assert.deepEqual([ending.closed.outcome, ending.recorded, host.side, host.service.daemon.runs, host.service.daemon.latch], ['stuck', 'no', 'new', 'new', 'shut'])
    assert.equal((await settling(host.state)).ending.closed.outcome, 'rolled-back', 'whoever comes next')
  })

  test('one that does not answer once is asked by whoever comes next, before anything is undone', async () => {
    let asked = 0
    const forgetful = (ports: Ports): Ports => {
      const { latch } = ports
      assert.ok(latch !== undefined)
      return { ...ports, latch: { ...latch, life: async () => { if (++asked === 1) throw failure('UNAVAILABLE', 'no answer'); return latch.life() } } }
    }
    const { host, ending } = await settling(await diedInWatch(), forgetful)
    assert.deepEqual([ending.closed.outcome, ending.recorded, host.side], ['stuck', 'no', 'new'])
  })

  test('who cannot be asked is no reason to guess: nothing is undone, and the journal stays open', async () => {
    const gone = (ports: Ports): Ports => ({ ...ports, service: changedService(ports.service, { state: async () => { throw failure('UNAVAILABLE', 'the bus is gone') } }) })
    const { host, ending } = await settling(await diedInWatch(), gone)
    assert.deepEqual([ending.closed.outcome, ending.recorded, host.side, host.service.daemon.data], ['stuck', 'no', 'new', 'new'])
  })
})
