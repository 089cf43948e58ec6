import { machine } from '../../host/machine.ts'
import { floorOf } from '../../upgrade/memory/records.ts'
import { addWord } from '../../upgrade/memory/skips.ts'
import type { Request } from '../../upgrade/report.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import type { Chosen } from './go-back.ts'

/** What people and timers shall know from now on, and what the report says of it. */
export async function remembered({ places }: App, { actor, reason, occasion }: Request, { state: { live, records }, admitted, skip }: Chosen & { readonly state: LiveState }): Promise<readonly string[]> {
  const [floor, atMs] = [floorOf(records), machine.clock.nowMs()]
  const notes: string[] = []
  // Out of a probation its journal says so already, and by its digest.
  if (live !== null && live.version !== admitted.version && occasion !== 'probation') {
    await addWord(machine.disk, places.words, { version: live.version, says: 'skip', because: reason ?? `it was rolled back by ${actor}`, atMs })
    notes.push(`${live.version} is skipped from now on`)
  }
  if (skip !== null) {
    await addWord(machine.disk, places.words, { version: admitted.version, says: 'unskip', because: `it was returned to by ${actor}`, atMs })
    notes.push(`${admitted.version} is skipped no more`)
  }
  return [...notes, ...(floor === null ? [] : [`no release older than ${floor} is taken by itself`])]
}
