import { machine } from '../../host/machine.ts'
import { fold, type TransactionState } from '../../upgrade/journal/fold.ts'
import { journalPath, readJournal } from '../../upgrade/journal/journal.ts'
import type { Places } from '../../upgrade/places.ts'
import type { Plan } from '../../upgrade/plan.ts'

/** What the journal of this transaction says, for words only: null when it cannot be read, because a report is complete without them. */
export async function stateOf(plan: Plan, places: Places): Promise<TransactionState | null> {
  try {
    const text = await readJournal(machine.disk, journalPath(places.journals, plan.transaction))
    return text === null ? null : fold(text.entries)
  } catch {
    return null
  }
}
