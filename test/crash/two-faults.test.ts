import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { notStopped } from '../../src/drivers/gates/not-stopped.ts'
import { isFailure } from '../../src/errors.ts'
import { run, type Ending } from '../../src/upgrade/engine.ts'
import { fold } from '../../src/upgrade/journal/fold.ts'
import { createJournal, journalPath, readJournal } from '../../src/upgrade/journal/journal.ts'
import type { PlannedCommand } from '../../src/upgrade/plan.ts'
import { steps } from '../../src/upgrade/steps/table.ts'
import { aHost, type HostState, poweredUp, type Scenario, SimulatedHost } from '../support/a-host.ts'
import type { Effect, Fate } from '../support/meddler.ts'
import { journalOf, product, tell, type Told } from './history.ts'

/**
 * Two faults at once, for data of which there is a snapshot: whatever the kept version writes is not lost to whoever settles the rest (decision 0045). A person
 * who starts it, and uses it, is one of the faults; the other one is a process that dies, or a disk that takes no journal.
 */
const go: Fate = { kind: 'go' }
const noJournal = (effect: Effect): Fate => (effect.path.startsWith('/var/lib/app-upgrade') ? { kind: 'fail', code: 'CANT_CREATE', afterBytes: 0 } : go)
/** What was undone in such a history, and how it ended: the histories mean something only if both are met. */
type Ends = Map<string, number>

for (const [layout, newVersion] of [['links', 'ill'], ['in-place', 'fails']] as const) {
  const scenario: Scenario = { name: `${layout}, ${newVersion}, data are migrated`, layout, files: 1, from: 'ours', newVersion, data: 'migrated' }

  describe(`g31 ${scenario.name}`, () => {
    test('a person starts the daemon in the middle of a way back that died', async () => {
      const ends: Ends = new Map()
      for (const [number, killed] of (await killsOf(scenario)).entries()) {
        for (const [when, begun] of [['live', killed], ['boot', poweredUp(scenario, killed, killed.disk)]] as const) {
          const { moments } = await recovering(scenario, begun, when)
          for (const [at, { state }] of distinct(scenario, moments).entries()) await notRobbed(scenario, started(scenario, state), { ends, what: `kill before ${number}, ${when}, kill before ${at}` })
        }
      }
      assert.ok((ends.get('rolled-back') ?? 0) > 0 && (ends.get('stuck') ?? 0) > 0, JSON.stringify([...ends]))
    })

    test('F51 a disk that takes no journal, by the boot or at once: nobody can start the daemon, and who does all the same is not robbed', async () => {
      const ends: Ends = new Map()
      for (const [number, killed] of (await killsOf(scenario)).entries()) {
        for (const [when, begun] of [['live', killed], ['boot', poweredUp(scenario, killed, killed.disk)]] as const) {
          const { host } = await recovering(scenario, begun, when, noJournal)
          if (when === 'boot') host.service.start()
          const what = `kill before ${number}, ${when}`
          // Where data may be owed the version before does not run by itself.
          assert.ok(host.service.daemon.runs !== 'old' || host.service.daemon.data === 'old', `${what}: the version before runs on the data of the new one`)
          await notRobbed(scenario, { ...host.state, daemon: host.service.daemon.runs === 'old' ? { ...host.service.daemon, written: 'since' } : host.service.daemon }, { ends, what })
          await notRobbed(scenario, started(scenario, host.state), { ends, what: `${what}, and a person` })
        }
      }
      assert.ok((ends.get('rolled-back') ?? 0) > 0, JSON.stringify([...ends]))
    })
  })
}

describe('f08 a person stops the daemon while the snapshot of its data is taken', () => {
  for (const layout of ['links', 'in-place'] as const) {
    const scenario: Scenario = { name: `${layout}, data are migrated`, layout, files: 1, from: 'ours', newVersion: 'well', data: 'migrated in use' }

    test(`${layout}: it stays down, nothing is swapped, and its data are its own; also if we die at any moment from then on`, async () => {
      const { moments, result } = await stoppedInSnapshot(scenario)
      assert.equal(result.closed.outcome, 'refused')
      assert.match(result.closed.reason ?? '', /^somebody stopped unit 'acme\.service' while the upgrade was prepared; /)
      const since = distinct(scenario, moments).filter(({ state: { daemon } }) => daemon.stopped !== undefined)
      assert.ok(since.length > 5, String(since.length))
      for (const [number, { state }] of since.entries()) {
        for (const [when, begun] of [['live', state], ['boot', poweredUp(scenario, state, state.disk)]] as const) {
          const { host } = await recovering(scenario, begun, when)
          const { daemon: { runs, starts, data } } = host.service
          assert.deepEqual([await outcomeIn(host), host.side, runs, starts, data], ['refused', 'old', null, 1, 'old'], `killed before ${number}, ${when}`)
        }
      }
    })
  }
})

/** The last gates are asked by what the units were before; the person is as quick as the command. */
async function stoppedInSnapshot(scenario: Scenario): Promise<Told<Ending>> {
  return tell(scenario, await aHost(scenario), {
    fateOf: () => go,
    act: async (host) => {
      const ports = host.ports('live')
      const operator = { ...ports.operator, run: async (command: PlannedCommand) => ports.operator.run(command).finally(() => host.service.stop()) }
      return run({ journal: await createJournal(host.journals, host.plan), ports: { ...ports, operator, meanwhile: [await notStopped(['acme.service'], ports.service)] }, steps })
    },
  })
}

/** The machine as each death of the upgrade leaves it, from its restart on. */
async function killsOf(scenario: Scenario): Promise<readonly HostState[]> {
  const { moments } = await tell<unknown>(scenario, await aHost(scenario), { act: (host) => product.apply(host), fateOf: () => go })
  return distinct(scenario, moments).map(({ state }) => state).filter(({ daemon }) => daemon.snapshot !== undefined)
}

/** One of each: what differs in the rest of the disk alone is the matrix's own (links.test.ts). */
function distinct<M extends { readonly state: HostState }>(scenario: Scenario, moments: readonly M[]): readonly M[] {
  const seen = new Map<string, M>()
  for (const moment of moments) {
    const host = new SimulatedHost(scenario, moment.state)
    const key = `${journalOf(host)} ${host.side} ${JSON.stringify(moment.state.daemon)}`
    if (!seen.has(key)) seen.set(key, moment)
  }
  return [...seen.values()]
}

function recovering(scenario: Scenario, state: HostState, when: 'live' | 'boot', fateOf: (effect: Effect) => Fate = () => go): Promise<Told<unknown>> {
  return tell<unknown>(scenario, state, { act: (host) => product.recover(host, when).catch(onlyFailures), fateOf, later: 'yes' })
}

/** By hand, past everything that keeps it down: it runs what lies there, which may understand what it finds, and is used. */
function started(scenario: Scenario, state: HostState): HostState {
  const { side } = new SimulatedHost(scenario, state)
  const { latch: _, ...daemon } = state.daemon
  if (side !== 'old' || daemon.runs !== null) return { ...state, daemon: daemon.runs === 'old' ? { ...daemon, written: 'since' } : daemon }
  return { ...state, daemon: { ...daemon, runs: 'old', starts: daemon.starts + 1, written: 'since' } }
}

/** Whoever comes next, to a machine that is well again, while it runs and after it has been stopped. */
async function notRobbed(scenario: Scenario, state: HostState, { ends, what }: { readonly ends: Ends; readonly what: string }): Promise<void> {
  for (const runs of new Set([state.daemon.runs, null])) {
    // A daemon that was stopped by hand in the middle of an upgrade that had not begun to restart it is another story (f08).
    if (runs === null && state.daemon.runs !== null && state.daemon.starts === 1) continue
    const { host } = await recovering(scenario, { ...state, daemon: { ...state.daemon, runs } }, 'live')
    const outcome = await outcomeIn(host)
    ends.set(outcome, (ends.get(outcome) ?? 0) + 1)
    assert.notEqual(outcome, 'open', what)
    assert.equal(host.service.daemon.written, state.daemon.written, `${what}: what the kept version wrote is lost (${outcome})`)
    if (outcome === 'rolled-back') assert.ok(host.service.daemon.data === 'old' && host.service.daemon.runs !== 'new', what)
  }
}

async function outcomeIn(host: SimulatedHost): Promise<string> {
  const text = await readJournal(host.disk, journalPath(host.journals.directory, host.plan.transaction))
  return text === null || text.entries.length === 0 ? 'nothing' : (fold(text.entries).closed?.outcome ?? 'open')
}

function onlyFailures(thrown: unknown): null {
  if (isFailure(thrown)) return null
  throw thrown
}
