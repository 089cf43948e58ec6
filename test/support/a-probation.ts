import type { UnitState } from '../../src/policy/reading.ts'
import { stepsAfterwardsOf, stepsBeforeOf, type Entry } from '../../src/upgrade/journal/entry.ts'
import { fold, type TransactionState } from '../../src/upgrade/journal/fold.ts'
import { createJournal, readJournal, type Journals } from '../../src/upgrade/journal/journal.ts'
import type { Plan } from '../../src/upgrade/plan.ts'
import type { Guard, ProbationPorts } from '../../src/upgrade/probation.ts'
import { aPlan } from './a-plan.ts'
import { nobody, type Effect, type Meddler } from './meddler.ts'
import { powerCut } from './power-cut.ts'
import { emptyDisk, SimulatedDisk, type DiskState } from './simulated-disk.ts'

const stepsAfterwards = stepsAfterwardsOf({})
const stepsBefore = stepsBeforeOf({})

export const closedAtMs = 1_700_000_000_000
export const forMs = 600_000
const directory = '/journals'

export const aPlanWith = (then: 'roll-back' | 'tell', transaction = '20261121T120000Z-000001'): Plan => ({ ...aPlan({ transaction }), probation: { forMs, then } })

const steps = [...stepsBefore.flatMap(both), { entry: 'confirmed' }, ...stepsAfterwards.flatMap(both)] as Entry[]
function both(step: string): object[] {
  return [{ entry: 'began', step }, { entry: 'ended', step }]
}
export const upgradedEntries: readonly Entry[] = [...steps, { entry: 'closed', outcome: 'upgraded', running: '2.0.0', reason: null, downtimeMs: 7 }]

/** What the service manager knows: in memory, so that a power cut takes it away. */
export interface GuardState { readonly dropIn: 'yes' | 'no'; readonly loaded: 'yes' | 'no'; readonly timerMs: number | null }
export const noGuard: GuardState = { dropIn: 'no', loaded: 'no', timerMs: null }
export interface ProbationHost { readonly disk: DiskState; readonly guard: GuardState; readonly unit: Partial<UnitState>; readonly nowMs: number }

/** Upgraded, closed, durable; nothing else. */
export async function aClosedUpgrade(then: 'roll-back' | 'tell' = 'roll-back', entries = upgradedEntries): Promise<ProbationHost> {
  const disk = new SimulatedDisk(emptyDisk, nobody)
  const journals = { disk, clock: { nowMs: () => closedAtMs }, directory }
  const journal = await createJournal(journals, aPlanWith(then))
  for (const entry of entries) await journal.append(entry)
  return { disk: powerCut(disk.state, () => 1), guard: noGuard, unit: {}, nowMs: closedAtMs }
}

/** One process on that machine, whose every effect a meddler decides. */
export class ProbationProcess {
  readonly #disk: SimulatedDisk
  readonly #host: ProbationHost
  readonly #meddler: Meddler
  guard: GuardState

  constructor(host: ProbationHost, meddler: Meddler = nobody) {
    this.#host = host
    this.#meddler = meddler
    this.#disk = new SimulatedDisk(host.disk, meddler)
    this.guard = host.guard
  }

  get host(): ProbationHost {
    return { ...this.#host, disk: this.#disk.state, guard: this.guard }
  }

  get journals(): Journals {
    return { disk: this.#disk, clock: { nowMs: () => this.#host.nowMs }, directory }
  }

  get ports(): ProbationPorts {
    const unit = { ...running, ...this.#host.unit }
    return { journals: this.journals, guard: this.#guard, service: { state: async () => unit, journalTail: async () => ['unknown key in acme.conf'] } }
  }

  get #guard(): Guard {
    const happens = async (kind: string, change: Partial<GuardState>): Promise<void> => {
      const effect: Effect = { kind, path: 'manager' }
      const fate = await this.#meddler.before(effect)
      if (fate.kind === 'fail') throw (await import('../../src/errors.ts')).failure(fate.code, `cannot ${kind}`)
      this.guard = { ...this.guard, ...change }
      this.#meddler.after(effect)
    }
    return {
      set: async (_, leftMs) => {
        if (this.guard.dropIn === 'no') await happens('drop in', { dropIn: 'yes' })
        if (this.guard.loaded === 'no') await happens('load', { loaded: 'yes' })
        await happens('start timer', { timerMs: leftMs })
      },
      lift: async () => {
        if (this.guard.dropIn === 'no') return
        await happens('stop timer', { timerMs: null })
        await happens('take out', { dropIn: 'no' })
        await happens('unload', { loaded: 'no' })
      },
    }
  }
}

const running: UnitState = {
  name: 'acme.service', loadState: 'loaded', activeState: 'active', subState: 'running', result: 'success', invocationId: 'a'.repeat(32), restarts: 0, mainPid: 7, mainStatus: 0,
  mainStartedUs: 1, activeEnteredUs: 2, activeLeftUs: 0, unitFileState: 'enabled', needDaemonReload: 'no', statusText: '', executable: null,
}
export const crashedUnit: Partial<UnitState> = { activeState: 'failed', subState: 'failed', result: 'exit-code', mainStatus: 3, mainPid: 0 }

/** What the journal of the one transaction says; throws when it is damaged. */
export async function journalOn(host: ProbationHost, transaction = '20261121T120000Z-000001'): Promise<TransactionState> {
  const text = await readJournal(new SimulatedDisk(host.disk, nobody), `${directory}/${transaction}.jsonl`)
  if (text === null) throw new Error('the journal is gone')
  return fold(text.entries)
}
