import { dataHeld } from '../drivers/gates/data-held.ts'
import { needrestart } from '../drivers/gates/needrestart.ts'
import { packagesAtWork } from '../drivers/gates/packages-at-work.ts'
import { rebootPending } from '../drivers/gates/reboot-pending.ts'
import { wayIntact, type PastTransaction } from '../drivers/gates/way-intact.ts'
import { lockedBy } from '../host/locked-by.ts'
import { machine } from '../host/machine.ts'
import { newestThatTouched, readRecords, type TransactionRecord } from '../upgrade/memory/records.ts'
import type { App } from './app.ts'
import { sharedWith } from './back/shared-places.ts'
import type { NamedGates } from './built-in-gates.ts'
import type { LiveState } from './live.ts'

/** What others have done to the live files, and what they are doing at this moment: asked last of what is ours, because it changes. */
export function passingGates(app: App, state: Pick<LiveState, 'records'>): NamedGates {
  const { disk } = machine
  const data = dataHeld(() => newestThatTouched(state.records)?.state ?? null)
  return { data, 'way back': wayIntact({ disk, past: () => pastOf(app, state) }), packages: packagesAtWork(lockedBy), needrestart: needrestart(disk), reboot: rebootPending(disk) }
}

/** Where two apps manage one place, what the other one laid down is no drift. */
async function pastOf(app: App, { records }: Pick<LiveState, 'records'>): Promise<readonly PastTransaction[]> {
  const others = await Promise.all((await sharedWith(app)).map(({ places }) => readRecords(machine.disk, places.journals)))
  return [...others, records].flatMap(known)
}

/** Since the last journal that is damaged: what was laid down in that one, nobody knows. */
function known(records: readonly TransactionRecord[]): readonly PastTransaction[] {
  const since = records.slice(records.findLastIndex(({ state }) => state === null) + 1)
  return since.flatMap(({ state }) => (state === null ? [] : [{ plan: state.plan, confirmed: state.confirmed }]))
}
