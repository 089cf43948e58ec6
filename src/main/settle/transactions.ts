import type { Places } from '../../upgrade/places.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Ports, UpgradeEvent } from '../../upgrade/ports.ts'
import { recover, type Recovered } from '../../upgrade/recovery.ts'
import type { Report } from '../../upgrade/report.ts'
import { askForTime, longestMs } from '../ask-for-time.ts'
import { journalsIn } from './journals-in.ts'
import type { SettledOpen } from './owed-event.ts'

type Tell = (event: UpgradeEvent) => void

/** Settles whatever is open. The caller holds the lock. */
export async function settleOpen(app: string, places: Places, when: 'now' | 'boot', tell: Tell): Promise<readonly SettledOpen[]> {
  return (await settledIn(app, places, when, tell)).map(({ recovered, report }) => ({
    report,
    tidiness: recovered.kind === 'settled' && recovered.ending.recorded === 'no' && report.outcome === 'upgraded' ? 'owed' : 'done',
  }))
}

/** What an earlier run left is settled before a new one begins. `blocking`: a transaction that still owes something, or a person who does. */
export interface SettledFirst { readonly blocking: Report | null; readonly notes: readonly string[] }

/**
 * A transaction that is not undone yet will be, some day: it would let go of the version that the next one has kept by then. One that is
 * confirmed owes tidiness only. The caller holds the lock.
 */
export async function settleFirst(app: string, places: Places, tell: Tell): Promise<SettledFirst> {
  const settled = await settledIn(app, places, 'now', tell)
  const blocking = settled.find(({ recovered, report }) => report.outcome === 'stuck' || (recovered.kind === 'settled' && recovered.ending.recorded === 'no' && report.outcome !== 'upgraded'))
  return { blocking: blocking?.report ?? null, notes: settled.map(({ report }) => `transaction ${report.transaction ?? '?'} of an earlier run was settled first`) }
}

async function settledIn(app: string, places: Places, when: 'now' | 'boot', tell: Tell): Promise<readonly { readonly recovered: Recovered; readonly report: Report }[]> {
  let maker: Promise<(plan: Plan) => Ports> | null = null
  const recovered = await recover(journalsIn(places), async (plan) => {
    // Each one anew: their times add up.
    void askForTime(longestMs(plan))
    return (await (maker ??= makerOfPorts(when, tell)))(plan)
  })
  if (recovered.length === 0) return []
  const { reportOfRecovered } = await import('./endings.ts')
  return Promise.all(recovered.map(async (one) => ({ recovered: one, report: await reportOfRecovered(app, one, places) })))
}

/** Every run is followed by somebody who comes to settle, and nearly always nothing is open: the drivers, half of this program, are loaded when something is. */
async function makerOfPorts(when: 'now' | 'boot', tell: Tell): Promise<(plan: Plan) => Ports> {
  return (await import('../drivers.ts')).portsMaker(when, tell)
}
