import type { Occurrence } from '../../cli/words/told.ts'
import { machine } from '../../host/machine.ts'
import { fold } from '../../upgrade/journal/fold.ts'
import { journalPath, readJournal } from '../../upgrade/journal/journal.ts'
import type { Places } from '../../upgrade/places.ts'

/** Who began the transaction, and in which direction, by its journal. */
export async function beginningOf({ journals }: Places, transaction: string | null): Promise<Pick<Occurrence, 'by' | 'way'>> {
  try {
    const text = transaction === null ? null : await readJournal(machine.disk, journalPath(journals, transaction))
    if (text === null) return { by: null, way: 'on' }
    const { actor, way = 'on' } = fold(text.entries).plan
    return { by: actor, way }
  } catch {
    // Damaged: the message says so already.
    return { by: null, way: 'on' }
  }
}
