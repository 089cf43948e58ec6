import { isOver } from '../../policy/rules/hold.ts'
import type { Choice, Standing, Weighed } from '../../policy/standing.ts'
import { unitsOnProbation } from '../../upgrade/probation.ts'
import { ranBefore } from '../../upgrade/memory/ran-here.ts'
import { floorOf, historyOf, type TransactionRecord } from '../../upgrade/memory/records.ts'
import type { HistoryItem, StatusReport } from '../../upgrade/report.ts'
import { openAppHere, type App } from '../app.ts'
import { askNobody, liveState, type LiveState } from '../live.ts'
import { fruitless } from './fruitless.ts'
import { thoughtsOf } from './thoughts.ts'
import { unitStates } from './unit-states.ts'

/**
 * Everything about one app, from what lies on this machine: no source is asked, no lock is taken, nobody is waited for, so it answers in the middle of an upgrade
 * as well (failures.md f21). The journals are root's: what only they know is said to be missing.
 */
export async function status(name: string): Promise<StatusReport> {
  const app = await openAppHere(name)
  return statusOf(app, await liveState(app, askNobody))
}

export async function statusOf(app: App, state: LiveState): Promise<StatusReport> {
  const { seen, standing, choice, schedule, described } = await thoughtsOf(app, state)
  const { policy } = app.settings
  const next = nextOf(choice)
  return {
    app: app.name,
    ...lives(state),
    fruitless: await fruitless(app),
    journals: state.readable === 'yes' ? 'read' : 'hidden',
    units: await unitStates(app),
    newest: choice.newest === null ? null : described(choice.newest),
    next: next === null ? null : described(next),
    lookedAtMs: seen.lookedAtMs,
    channel: policy.channel.name,
    pin: policy.pin,
    hold: policy.hold === null || isOver(policy.hold, standing.nowMs) ? null : policy.hold,
    schedule,
    skipped: standing.skips.map(({ version, because }) => ({ version, because })),
    notes: [...withdrawn(choice, standing), ...(state.readable === 'yes' ? [] : ['how it came to be, and which releases were found ill here, only root may read'])],
  }
}

/** Where the newest is never taken, the one that waits behind it is what comes next. */
function nextOf({ ranked: [best], weighed, newest }: Choice): Weighed | null {
  const others = weighed.filter(({ version }) => version !== newest?.version)
  return others.find(({ version }) => version === best) ?? (newest?.verdict === 'no' && best === undefined ? others.find(({ verdict }) => verdict === 'wait') : undefined) ?? null
}

type Lives = Pick<StatusReport, 'live' | 'liveSinceMs' | 'kept' | 'floor' | 'last' | 'open' | 'probation'>

function lives({ live, records }: LiveState): Lives {
  const items = historyOf(records)
  return {
    live: live?.version ?? null,
    liveSinceMs: items.findLast((item) => item.outcome === 'upgraded' && item.to === live?.version)?.atMs ?? null,
    kept: live === null ? null : (ranBefore(records, live)?.version ?? null),
    floor: floorOf(records),
    last: items.findLast((item) => item.outcome !== 'open') ?? null,
    open: openOf(items),
    probation: probationOf(records),
  }
}

function openOf(items: readonly HistoryItem[]): string | null {
  return items.findLast((item) => item.outcome === 'open')?.transaction ?? null
}

/** Only the newest transaction's can be under way. */
function probationOf(records: readonly TransactionRecord[]): StatusReport['probation'] {
  const state = records.at(-1)?.state ?? null
  if (state === null || state.probation === null || state.probation.ended !== null) return null
  return { untilMs: state.probation.untilMs, units: unitsOnProbation(state.plan).map(String), then: state.plan.probation?.then ?? 'roll-back' }
}

/** What its publisher has taken back still runs here: nobody looks for that in a list of newer releases. */
function withdrawn({ weighed }: Choice, { live }: Standing): readonly string[] {
  return weighed.filter(({ version, verdict, next }) => verdict === 'live' && version === live?.version && next !== null).map(({ because, next }) => `${because}: ${next}`)
}
