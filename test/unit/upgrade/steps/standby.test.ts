import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { UnitState } from '../../../../src/policy/reading.ts'
import type { Noted } from '../../../../src/upgrade/journal/entry.ts'
import type { Plan } from '../../../../src/upgrade/plan.ts'
import type { Ports } from '../../../../src/upgrade/ports.ts'
import type { StepPorts } from '../../../../src/upgrade/steps/step.ts'
import { standby } from '../../../../src/upgrade/steps/standby.ts'
import { aHost, SimulatedHost, type Scenario } from '../../../support/a-host.ts'
import { changedService } from '../../../support/changed-service.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const scenario: Scenario = { name: 'in-place', layout: 'in-place', files: 1, from: 'ours', newVersion: 'well' }
const path = '/usr/bin/acme0'
const begun = ['lease', 'keep', 'standby', 'snapshot'] as const
const command = { argv: ['/bin/x'], user: null, timeoutMs: 1000 } as const

interface Stand { readonly host: SimulatedHost; readonly plan: Plan; readonly ports: Ports; readonly noted: Noted[] }

async function aStand(): Promise<Stand> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const ports = host.ports('live')
  await ports.layout.keep(host.plan)
  return { host, plan: host.plan, ports, noted: [] }
}

const doing = ({ plan, ports, noted }: Stand): Promise<void> => standby.do(plan, { ...ports, note: async (one) => void noted.push(one) })
const undoing = ({ plan, ports, noted }: Stand, others: StepPorts['others'] = { stopped: [], replaced: [] }): Promise<void> => standby.undo(plan, { ...ports, note: async (one) => void noted.push(one), others })

describe('standby.do', () => {
  test('a way back that is intact', async () => doing(await aStand()))

  for (const [what, damaged, code] of [['the live file', path, 'REFUSED'], ['F43 the kept copy', `${path}.kept`, 'REFUSED'], ['F45 the new file', '/var/lib/app-upgrade/acme/releases/2.0.0/acme0', 'TAMPERED']] as const) {
    test(`${what} was changed: nothing is swapped`, async () => {
      const stand = await aStand()
      await stand.host.disk.remove(damaged)
      await stand.host.disk.create(damaged, Buffer.from('other'), 0o755)
      await rejectsWithFailure(code, /changed|not what it was|no longer/, doing(stand))
    })
  }

  test('F32 a unit that could not be started again: nothing is swapped', async () => {
    const stand = await aStand()
    const service = changedService(stand.ports.service, { state: async (unit: string) => ({ ...await stand.ports.service.state(unit), loadState: 'masked' }) })
    await rejectsWithFailure('REFUSED', /'masked'/, doing({ ...stand, ports: { ...stand.ports, service } }))
  })
})

describe('standby.undo', () => {
  test('a daemon that never stopped is left alone', async () => {
    const stand = await aStand()
    await undoing(stand)
    assert.deepEqual([stand.noted, stand.host.service.daemon.starts], [[{ entry: 'noted', about: 'way-back', proof: 'never-left' }], 1])
  })

  test('g19 a socket that was stopped for a snapshot, and its service not any more: both come back', async () => {
    for (const [socket, jobs] of [['inactive', ['stop acme.service', 'start acme.socket', 'restart acme.service']], ['active', []]] as const) {
      const stand = await aStand()
      const done: string[] = []
      let listens: string = socket
      const service = changedService(stand.ports.service, {
        state: async (unit: string) => ({ ...await stand.ports.service.state(unit), ...(unit === 'acme.socket' ? { name: unit, activeState: listens, triggers: ['acme.service'] } : {}) }),
        job: async (unit, what, signal) => {
          done.push(`${what} ${unit}`)
          if (unit !== 'acme.socket') return stand.ports.service.job(unit, what, signal)
          listens = 'active'
          return { result: 'done', downtimeMs: null }
        },
      })
      const plan: Plan = { ...stand.plan, data: { undo: 'snapshot', snapshot: command, restore: command, during: 'stopped' }, units: [{ name: 'acme.socket', restart: 'restart', then: 'rest' }, ...stand.plan.units], dependents: ['acme.socket'] }
      await undoing({ ...stand, plan, ports: { ...stand.ports, service } }, { stopped: [], replaced: [], begun })
      assert.deepEqual([socket, done, listens, stand.host.service.daemon.runs], [socket, jobs, 'active', 'old'])
    }
  })
})

describe('standby.undo, before anything was swapped', () => {
  const cases: readonly [string, 'running' | 'stopped', Partial<UnitState>, 'left' | 'started'][] = [
    ['f08 what a person stopped while a snapshot was taken stays down', 'running', { stopAsked: 'yes' }, 'left'],
    ['f08 what a person stopped with a status of its own stays down', 'running', { stopAsked: 'yes', activeState: 'failed' }, 'left'],
    ['what died meanwhile is started', 'running', { activeState: 'failed' }, 'started'],
    ['another run than before, that somebody stopped, is nobody\'s of ours to judge: it is started as ever', 'running', { stopAsked: 'yes', invocationId: 'f'.repeat(32) }, 'started'],
    ['what we stopped for the snapshot is started', 'stopped', { stopAsked: 'yes' }, 'started'],
    ['F32 what we stopped, and somebody masked, cannot be started, and is left', 'stopped', { stopAsked: 'yes', loadState: 'masked' }, 'left'],
  ]
  for (const [name, during, differs, wanted] of cases) {
    test(name, async () => {
      const stand = await aStand()
      const plan: Plan = { ...stand.plan, data: { undo: 'snapshot', snapshot: command, restore: command, during } }
      const jobs: string[] = []
      let now: Partial<UnitState> = { activeState: 'inactive', ...differs }
      const service = changedService(stand.ports.service, {
        state: async (unit: string) => ({ ...await stand.ports.service.state(unit), ...now }),
        job: async (unit, what, signal) => {
          jobs.push(`${what} ${unit}`)
          now = {}
          return stand.ports.service.job(unit, what, signal)
        },
      })
      await undoing({ ...stand, plan, ports: { ...stand.ports, service } }, { stopped: [], replaced: [], begun })
      const proof = wanted === 'left' ? 'never-left' : 'proven'
      assert.deepEqual([jobs, stand.noted.filter(({ about }) => about === 'way-back')], [wanted === 'left' ? [] : ['restart acme.service'], [{ entry: 'noted', about: 'way-back', proof }]])
    })
  }
})

describe('standby.undo, the kept version', () => {
  test('a daemon that was restarted is restarted again, and proven', async () => {
    const stand = await aStand()
    stand.host.service.start()
    await undoing(stand)
    assert.deepEqual([stand.noted.at(-1), stand.host.service.daemon], [{ entry: 'noted', about: 'way-back', proof: 'proven' }, { runs: 'old', starts: 3 }])
  })

  test('R13 however long everything before took, the version before has all of its own time', async () => {
    const stand = await aStand()
    stand.host.service.start()
    const budgets: number[] = []
    const clock = { ...stand.ports.clock, monotonicMs: () => 36_000_000, deadline: (milliseconds: number) => (budgets.push(milliseconds), new AbortController().signal) }
    await undoing({ ...stand, plan: { ...stand.plan, health: { ...stand.plan.health, deadlineMs: 1 }, rollbackHealth: { ...stand.plan.rollbackHealth, deadlineMs: 7000 }, restartTimeoutMs: 5000 }, ports: { ...stand.ports, clock } })
    assert.deepEqual([stand.noted.at(-1), stand.host.service.daemon.runs], [{ entry: 'noted', about: 'way-back', proof: 'proven' }, 'old'])
    assert.ok(budgets.includes(5000) && budgets.every((one) => one >= 5000), String(budgets))
  })

  test('a daemon that is down is started', async () => {
    const stand = await aStand()
    stand.host.service.daemon = { runs: null, starts: 1 }
    await undoing(stand)
    assert.equal(stand.host.service.daemon.runs, 'old')
  })

  test('R7 g31 a kept version that is ill too is stuck', async () => {
    const stand = await aStand()
    await stand.ports.layout.swap(stand.plan)
    const ill = new SimulatedHost({ ...scenario, newVersion: 'ill' }, { ...stand.host.state, daemon: { runs: null, starts: 2 } })
    await rejectsWithFailure('STUCK', /did not become healthy either/, undoing({ ...stand, host: ill, ports: ill.ports('live') }))
  })

  test('at boot nothing is restarted', async () => {
    const stand = await aStand()
    stand.host.service.daemon = { runs: null, starts: 1 }
    await undoing({ ...stand, ports: stand.host.ports('boot') })
    assert.deepEqual([stand.noted.at(-1), stand.host.service.daemon.starts], [{ entry: 'noted', about: 'way-back', proof: 'deferred' }, 1])
  })

  test('probes are asked for the kept version, not for the failed one', async () => {
    const stand = await aStand()
    stand.host.service.start()
    const asked: string[] = []
    const [pulse] = stand.ports.probes
    assert.ok(pulse)
    await undoing({ ...stand, ports: { ...stand.ports, probes: [{ name: 'pulse', readings: (plan, signal) => { asked.push(plan.to.version); return pulse.readings(plan, signal) } }] } })
    assert.deepEqual(asked, ['1.0.0'])
  })
})

describe('standby.undo, by which jobs', () => {
  for (const restarted of ['yes', 'no'] as const) {
    test(`what came back with the version that is left again is stopped, ${restarted === 'yes' ? 'as the others are restarted' : 'also where nothing else was restarted'}`, async () => {
      const stand = await aStand()
      if (restarted === 'yes') stand.host.service.start()
      const jobs: string[] = []
      const service = changedService(stand.ports.service, {
        state: async (unit: string) => ({ ...await stand.ports.service.state('acme.service'), name: unit, triggeredBy: [], requiredBy: [] }),
        job: async (unit, what, signal) => (jobs.push(`${what} ${unit}`), unit === 'agent.service' ? { result: 'done', downtimeMs: null } : stand.ports.service.job(unit, what, signal)),
      })
      const units = [...stand.plan.units, { name: 'agent.service', restart: 'restart', then: 'start' }] as const
      await undoing({ ...stand, plan: { ...stand.plan, units }, ports: { ...stand.ports, service } })
      assert.deepEqual(jobs, restarted === 'yes' ? ['stop agent.service', 'restart acme.service'] : ['stop agent.service'])
    })
  }

  test('R8 what the new version would have to take up itself is restarted on the way back', async () => {
    const stand = await aStand()
    stand.host.service.start()
    const jobs: string[] = []
    const service = changedService(stand.ports.service, { job: async (unit, what, signal) => (jobs.push(what), stand.ports.service.job(unit, what, signal)) })
    await undoing({ ...stand, plan: { ...stand.plan, units: stand.plan.units.map((unit) => ({ ...unit, restart: 'reload-or-restart' })) }, ports: { ...stand.ports, service } })
    assert.deepEqual(jobs, ['restart'])
  })
})

describe('standby.undo, when others were at it', () => {
  test('f08 the run that somebody stopped stays down, and nobody says that the kept version is proven', async () => {
    const stand = await aStand()
    stand.host.service.daemon = { runs: null, starts: 2 }
    const stopped = [{ unit: 'acme.service', invocation: '2'.padStart(32, '0') }]
    await rejectsWithFailure('STUCK', /unit 'acme.service' is left stopped/, undoing(stand, { stopped, replaced: [] }))
    assert.deepEqual([stand.host.service.daemon, stand.noted], [{ runs: null, starts: 2 }, []])
  })

  test('f08 started again since, or in another boot, it is ours to start and to judge', async () => {
    const stand = await aStand()
    stand.host.service.daemon = { runs: null, starts: 2 }
    await undoing(stand, { stopped: [{ unit: 'acme.service', invocation: '9'.padStart(32, '0') }], replaced: [] })
    assert.equal(stand.host.service.daemon.runs, 'old')
    stand.host.service.daemon = { runs: 'old', starts: 5 }
    await undoing(stand, { stopped: [{ unit: 'acme.service', invocation: '5'.padStart(32, '0') }], replaced: [] })
    assert.equal(stand.noted.at(-1)?.about, 'way-back')
  })

  test("f10 g35 somebody's own program is not restarted, nor called the version before", async () => {
    const stand = await aStand()
    stand.host.service.start()
    await stand.host.disk.remove(path)
    await stand.host.disk.create(path, Buffer.from('their own'), 0o755)
    await rejectsWithFailure('STUCK', /neither of the two versions/, undoing(stand, { stopped: [], replaced: [path] }))
    assert.equal(stand.host.service.daemon.starts, 2)
  })
})
