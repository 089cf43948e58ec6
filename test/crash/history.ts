import { run, type Ending } from '../../src/upgrade/engine.ts'
import { createJournal, journalPath, type Journals } from '../../src/upgrade/journal/journal.ts'
import { recover, type Recovered } from '../../src/upgrade/recovery.ts'
import { steps, type Steps } from '../../src/upgrade/steps/table.ts'
import { SimulatedHost, type HostState, type Scenario, type Side } from '../support/a-host.ts'
import type { Effect, Fate, Meddler } from '../support/meddler.ts'
import { fileAt } from '../support/simulated-disk.ts'

/** The product, or a broken variant of it that the matrix must notice. */
export interface Product {
  readonly apply: (host: SimulatedHost) => Promise<Ending>
  readonly recover: (host: SimulatedHost, when: 'live' | 'boot') => Promise<readonly Recovered[]>
  /** What the machine does with an effect that the product asked for. */
  readonly meddle: (effect: Effect, number: number, process: 'apply' | 'recover') => Fate
}

export const product: Product = variant({})

/** The product with other steps, or with journals that are written in another way. */
export function variant({ table = steps, through = (journals) => journals }: { readonly table?: Steps; readonly through?: (journals: Journals) => Journals }): Product {
  return {
    apply: async (host) => run({ journal: await createJournal(through(host.journals), host.plan), ports: host.ports('live'), steps: table }),
    recover: (host, when) => recover(through(host.journals), () => host.ports(when)),
    meddle: () => ({ kind: 'go' }),
  }
}

/** The machine as it was right before an effect; the last one: after all of them. */
export interface Moment {
  readonly state: HostState
  readonly effect: Effect | null
  /** What the journal had said by then: the entries whose recording had returned. No power cut may take them back. */
  readonly promised: string
}

export interface Told<T> {
  readonly host: SimulatedHost
  readonly moments: readonly Moment[]
  /** What the public paths named after each effect. */
  readonly instants: readonly { readonly effect: Effect; readonly side: Side }[]
  readonly result: T
}

const nowMs = 1_700_000_000_000
const anHourLaterMs = nowMs + 3_600_000

interface Telling<T> {
  readonly act: (host: SimulatedHost) => Promise<T>
  readonly fateOf: (effect: Effect, number: number, host: SimulatedHost) => Fate
  /** A process an hour later: an entry that was lost and is written again tells another time. */
  readonly later?: 'yes'
  /** By an earlier process. */
  readonly promised?: string
}

/** The journal of this host's transaction, as far as its lines are whole. */
export function journalOf(host: SimulatedHost): string {
  const content = fileAt(host.disk.view, journalPath(host.journals.directory, host.plan.transaction))?.content
  const text = Buffer.from(content ?? []).toString()
  return text.slice(0, text.lastIndexOf('\n') + 1)
}

/** Runs one process to its end, and remembers the machine before each of its effects. */
export async function tell<T>(scenario: Scenario, start: HostState, { act, fateOf, later, promised = '' }: Telling<T>): Promise<Told<T>> {
  const moments: Moment[] = []
  let said = promised
  const instants: { effect: Effect; side: Side }[] = []
  const meddler: Meddler = {
    async before(effect) {
      if (effect.kind === 'append' || !effect.path.includes('/journals')) said = journalOf(host)
      moments.push({ state: host.state, effect, promised: said })
      return fateOf(effect, moments.length - 1, host)
    },
    after: (effect) => void instants.push({ effect, side: host.side }),
  }
  const host: SimulatedHost = new SimulatedHost(scenario, start, meddler, later === 'yes' ? anHourLaterMs : nowMs)
  const result = await act(host)
  return { host, moments: [...moments, { state: host.state, effect: null, promised: journalOf(host) }], instants, result }
}

/** Runs a process that is killed in the middle of an effect, having written only some bytes. */
export async function killedHalfway(scenario: Scenario, start: HostState, { act, at }: { readonly act: (host: SimulatedHost) => Promise<unknown>; readonly at: number }): Promise<HostState> {
  let number = 0
  return new Promise((resolve, reject) => {
    const half: Meddler = {
      async before() {
        if (number++ !== at) return { kind: 'go' }
        queueMicrotask(() => resolve(host.state))
        return { kind: 'half', afterBytes: 100 }
      },
      after: () => {},
    }
    const host: SimulatedHost = new SimulatedHost(scenario, start, half)
    act(host).then(() => reject(new Error(`there is no effect ${at}`)), reject)
  })
}
