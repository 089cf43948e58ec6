import assert from 'node:assert/strict'
import { failure, isFailure, type FailureCode } from '../../src/errors.ts'
import { run, type Ending } from '../../src/upgrade/engine.ts'
import { stepsBefore, stepsBeforeOf, type StepBefore } from '../../src/upgrade/journal/entry.ts'
import { createJournal } from '../../src/upgrade/journal/journal.ts'
import type { JobResult, Ports } from '../../src/upgrade/ports.ts'
import type { Step } from '../../src/upgrade/steps/step.ts'
import { steps, type Steps } from '../../src/upgrade/steps/table.ts'
import { aHost, type HostState, poweredUp, type Scenario, SimulatedHost } from '../support/a-host.ts'
import { aPlan } from '../support/a-plan.ts'
import { changedService } from '../support/changed-service.ts'
import type { Effect, Fate } from '../support/meddler.ts'
import { describe, test } from '../support/unwatched.ts'
import { product, tell, variant, type Told } from './history.ts'
import { violations } from './invariants.ts'
import { scenarios } from './scenarios.ts'

const go: Fate = { kind: 'go' }
const codes: readonly FailureCode[] = ['IO', 'CANT_CREATE']
const some = scenarios.filter((one) => ['links, 1 file', 'links, 3 files adopted, ill', 'in-place, 1 file, ill', 'in-place, 3 files', 'in-place, 2 files, units travel, ill'].includes(one.name))
const migrating = scenarioNamed('links, 1 file, units travel, ill, data are migrated')
const aLinks = scenarioNamed('links, 1 file')

describe('F10 the nth effect fails, for every n', () => {
  for (const scenario of scenarios) {
    test(`F08 F10 once, ${scenario.name}`, async () => {
      for (const code of codes) await everyFault(scenario, (at) => (_, number) => (number === at ? { kind: 'fail', code, afterBytes: 10 } : go))
    })
    test(`F08 F10 from then on, ${scenario.name}`, async () => {
      for (const code of codes) await everyFault(scenario, (at) => (_, number) => (number >= at ? { kind: 'fail', code, afterBytes: 0 } : go))
    })
  }

  test('F07 EPERM, EBUSY or ETXTBSY at one path, at every effect on it: immutable, mounted upon, labelled', async () => {
    for (const scenario of [aLinks, scenarioNamed('in-place, 1 file, ill')]) await everyFault(scenario, (at) => (effect, number) => (number >= at && effect.path.startsWith('/usr/bin/') ? { kind: 'fail', code: 'PERMISSION', afterBytes: 0 } : go))
  })

  test('F51 from then on, on the disk only: the daemon never stays down', async () => {
    const onDisk = (effect: Effect): boolean => effect.path.startsWith('/')
    for (const scenario of some) await everyFault(scenario, (at) => (effect, number) => (number >= at && onDisk(effect) ? { kind: 'fail', code: 'CANT_CREATE', afterBytes: 0 } : go))
  })

  test('g31 F51 what the kept version writes on its own data, while the journal takes nothing, is not lost by whoever settles it later', async () => {
    const full = (at: number) => (effect: Effect, number: number): Fate => (number >= at && effect.path.startsWith('/') ? { kind: 'fail', code: 'CANT_CREATE', afterBytes: 0 } : go)
    for (const scenario of [migrating, { ...migrating, newVersion: 'fails' as const }]) {
      const begin = await aHost(scenario)
      for (let at = 0, more = true; more; at++) {
        const { host, moments }: Told<unknown> = await tell<unknown>(scenario, begin, { act: (one) => product.apply(one).catch(onlyFailures), fateOf: full(at) })
        more = moments.length - 1 > at
        // The next line of defence comes at once, and finds the disk as it was.
        const { host: still }: Told<unknown> = await tell<unknown>(scenario, host.state, { act: (one) => product.recover(one, 'live').catch(onlyFailures), fateOf: full(0) })
        for (const one of [host, still]) for (const when of ['live', 'boot'] as const) await settledLater(scenario, one, { when, what: `from ${at} on, ${when}` })
      }
    }
  })

  test('F10 recovery itself fails once, at every effect, after every third kill', async () => {
    for (const scenario of some) {
      const { moments }: Told<unknown> = await tell<unknown>(scenario, await aHost(scenario), { act: (host) => product.apply(host), fateOf: () => go })
      for (const { state } of moments.filter((_, number) => number % 3 === 0)) await everyRecoveryFault(scenario, state)
    }
  })
})

describe('every step', () => {
  for (const scenario of [...some, migrating]) {
    for (const step of stepsBeforeOf(aPlan(scenario))) {
      test(`'${step}' fails before its effect and after it, ${scenario.name}`, async () => {
        await failsWell(scenario, step, 'before')
        await failsWell(scenario, step, 'after')
      })
    }

    test(`every do and every undo happens twice, ${scenario.name}`, async () => {
      const { host, result } = await tell(scenario, await aHost(scenario), { act: (one) => variant({ table: twice }).apply(one), fateOf: () => go })
      assert.deepEqual(await violations(scenario, host.state, { told: result.closed, promised: '' }), [])
    })

    test(`every undo without its do changes nothing that is live, ${scenario.name}`, async () => {
      for (const step of stepsBeforeOf(aPlan(scenario))) {
        const host = new SimulatedHost(scenario, await aHost(scenario))
        await steps.before[step].undo(host.plan, { ...host.ports('live'), note: async () => {} })
        assert.deepEqual([step, host.side, host.service.isWell], [step, 'old', true])
      }
    })
  }

  test('a bug is unwound like a failure, and is not one', async () => {
    const table: Steps = { ...steps, before: { ...steps.before, reload: { ...steps.before.reload, do: async () => { throw new TypeError('oh') } } } }
    const { host, result }: Told<Ending> = await tell<Ending>(aLinks, await aHost(aLinks), { act: (one) => variant({ table }).apply(one), fateOf: () => go })
    assert.deepEqual([host.side, result.closed.outcome, result.recorded, isFailure(result.troubles[0])], ['old', 'rolled-back', 'yes', false])
  })
})

describe('the service', () => {
  const says = {
    failed: /the restart of unit 'acme\.service' ended with 'failed'|unit 'acme\.service'/, timeout: /ended with 'timeout'/, skipped: /ended with 'skipped'/,
    canceled: /somebody else cancelled the restart/, dependency: /a unit that 'acme\.service' requires failed/,
  } as const satisfies Partial<Record<JobResult, RegExp>>
  for (const jobResult of ['failed', 'timeout', 'canceled', 'dependency', 'skipped'] as const) {
    test(`R2 F31 a job that ends with '${jobResult}' is rolled back`, async () => {
      const { outcome, host } = await withService((service, times) => ({ ...service, job: async (unit, how, signal) => (times() === 1 ? { result: jobResult, downtimeMs: null } : service.job(unit, how, signal)) }))
      assert.deepEqual([outcome.closed.outcome, host.side], ['rolled-back', 'old'])
      assert.match(outcome.closed.reason ?? '', says[jobResult])
    })
  }

  test('F28 a bus that is gone for good leaves the old files, and a journal for the next line of defence', async () => {
    const gone = async (): Promise<never> => { throw failure('UNAVAILABLE', 'the bus is gone') }
    let restarted = false
    const { outcome, host } = await withService((service) => ({
      ...service, reload: () => (restarted ? gone() : service.reload()), state: (unit) => (restarted ? gone() : service.state(unit)),
      job: () => { restarted = true; return gone() },
    }))
    assert.deepEqual([outcome.closed.outcome, outcome.recorded, host.side], ['stuck', 'no', 'old'])
    await product.recover(host, 'live')
    assert.deepEqual(await violations(aLinks, host.state, { told: null, promised: '' }), [])
  })

  test('S11 R7 g31 a kept version that does not come back either is stuck, and says so', async () => {
    const { outcome, host } = await withService((service) => ({
      ...service, state: async (unit) => ({ ...await service.state(unit), activeState: 'failed' }), job: async () => ({ result: 'failed', downtimeMs: null }),
    }))
    assert.deepEqual([outcome.closed.outcome, outcome.recorded, outcome.closed.running, host.side], ['stuck', 'yes', null, 'old'])
  })

  test('F32 a unit that is masked is refused before anything is touched', async () => {
    const { outcome, host } = await withService((service) => ({ ...service, state: async (unit) => ({ ...await service.state(unit), loadState: 'masked' }) }))
    assert.deepEqual([outcome.closed.outcome, host.side, host.service.daemon.starts], ['refused', 'old', 1])
  })
})

async function failsWell(scenario: Scenario, step: StepBefore, when: 'before' | 'after'): Promise<void> {
  const { host, result } = await tell(scenario, await aHost(scenario), { act: (one) => variant({ table: failing(step, when) }).apply(one), fateOf: () => go })
  assert.deepEqual(await violations(scenario, host.state, { told: result.closed, promised: '' }), [])
  assert.equal(result.closed.outcome, stepsBefore.indexOf(step) < stepsBefore.indexOf('swap') ? 'refused' : 'rolled-back')
  assert.ok(host.service.isWell)
}

/** Applies with a fault at each effect in turn; afterwards recovery (without faults) must find or make everything right. */
async function everyFault(scenario: Scenario, fault: (at: number) => (effect: Effect, number: number) => Fate): Promise<void> {
  const begin = await aHost(scenario)
  for (let at = 0, more = true; more; at++) {
    const { host, moments }: Told<unknown> = await tell<unknown>(scenario, begin, { act: (one) => product.apply(one).catch(onlyFailures), fateOf: fault(at) })
    more = moments.length - 1 > at
    await settledWell(scenario, host, `fault at ${at}`)
  }
}

async function everyRecoveryFault(scenario: Scenario, crashed: HostState): Promise<void> {
  for (let at = 0, more = true; more; at++) {
    const { host, moments }: Told<unknown> = await tell<unknown>(scenario, crashed, { act: (one) => product.recover(one, 'live').catch(onlyFailures), fateOf: (_, number) => (number === at ? { kind: 'fail', code: 'IO', afterBytes: 10 } : go) })
    more = moments.length - 1 > at
    await settledWell(scenario, host, `recovery fault at ${at}`)
  }
}

async function settledWell(scenario: Scenario, faulty: SimulatedHost, what: string): Promise<void> {
  assert.notEqual(faulty.side, 'broken', what)
  const { host } = await tell(scenario, faulty.state, { act: (one) => product.recover(one, 'live'), fateOf: () => go })
  assert.deepEqual([what, ...await violations(scenario, host.state, { told: null, promised: '' })], [what])
  if (host.plan.from !== null) assert.ok(host.service.isWell, `${what}: nothing runs`)
}

/** Somebody uses the daemon if it runs, and comes back hours later, to a disk that takes everything again. */
async function settledLater(scenario: Scenario, { state }: SimulatedHost, { when, what }: { readonly when: 'live' | 'boot'; readonly what: string }): Promise<void> {
  const isUsed = state.daemon.runs === 'old'
  const used: HostState = isUsed ? { ...state, daemon: { ...state.daemon, written: 'since' } } : state
  const { host } = await tell<unknown>(scenario, when === 'live' ? used : poweredUp(scenario, used, used.disk), { act: (one) => product.recover(one, when), fateOf: (): Fate => go })
  if (when === 'boot') host.service.start()
  assert.deepEqual([what, ...await violations(scenario, host.state, { told: null, promised: '' })], [what])
  assert.deepEqual([what, host.service.daemon.runs, host.service.daemon.written], [what, 'old', isUsed ? 'since' : undefined])
}

function onlyFailures(thrown: unknown): null {
  if (isFailure(thrown)) return null
  throw thrown
}

function failing(step: StepBefore, when: 'before' | 'after'): Steps {
  const own = steps.before[step]
  const broken: Step = {
    ...own,
    async do(plan, ports) {
      if (when === 'after') await own.do(plan, ports)
      throw failure('IO', 'injected')
    },
  }
  return { ...steps, before: { ...steps.before, [step]: broken } }
}

const again = (act: Step['do']): Step['do'] => async (plan, ports) => {
  await act(plan, ports)
  await act(plan, ports)
}
const both = ({ do: act, undo }: Step): Step => ({ do: again(act), undo: again(undo) })
const { lease, keep, standby, snapshot, swap, reload, restart, watch } = steps.before
const twice: Steps = {
  before: { lease: both(lease), keep: both(keep), standby: both(standby), snapshot: both(snapshot), swap: both(swap), reload: both(reload), restart: both(restart), watch: both(watch) },
  afterwards: { settle: { do: again(steps.afterwards.settle.do) }, record: { do: again(steps.afterwards.record.do) }, prune: { do: again(steps.afterwards.prune.do) } },
}

async function withService(change: (service: Ports['service'], times: () => number) => Ports['service']): Promise<{ readonly outcome: Awaited<ReturnType<typeof run>>; readonly host: SimulatedHost }> {
  const host = new SimulatedHost(aLinks, await aHost(aLinks))
  const ports = host.ports('live')
  let restarts = 0
  const outcome = await run({ journal: await createJournal(host.journals, host.plan), ports: { ...ports, service: change(changedService(ports.service, {}), () => ++restarts) }, steps })
  return { outcome, host }
}

function scenarioNamed(name: string): Scenario {
  const found = scenarios.find((one) => one.name === name)
  assert.ok(found)
  return found
}
