import { needrestart } from '../drivers/gates/needrestart.ts'
import { packagesAtWork } from '../drivers/gates/packages-at-work.ts'
import { rebootPending } from '../drivers/gates/reboot-pending.ts'
import { wayIntact, type PastTransaction } from '../drivers/gates/way-intact.ts'
import { lockedBy } from '../host/locked-by.ts'
import { machine } from '../host/machine.ts'
import type { Gate } from '../upgrade/ports.ts'
import type { LiveState } from './live.ts'

/** What others have done to the live files, and what they are doing at this moment: asked last of what is ours, because it changes. */
export function passingGates({ records }: Pick<LiveState, 'records'>): readonly Gate[] {
  const { disk } = machine
  return [wayIntact({ disk, past: past(records) }), packagesAtWork(lockedBy), needrestart(disk), rebootPending(disk)]
}

/** Since the last journal that is damaged: what was laid down in that one, nobody knows. */
function past(records: LiveState['records']): readonly PastTransaction[] {
  const known = records.slice(records.findLastIndex(({ state }) => state === null) + 1)
  return known.flatMap(({ state }) => (state === null ? [] : [{ plan: state.plan, confirmed: state.confirmed }]))
}
