import type { Passed } from '../drivers/trust/fresh.ts'
import { machine } from '../host/machine.ts'
import { journalPath } from '../upgrade/journal/journal.ts'
import { lastSeen, type TransactionRecord } from '../upgrade/memory/records.ts'
import { entriesOf, entryOf } from '../upgrade/acquire/shelf.ts'
import type { App } from './app.ts'

/** The last moment that this host has seen, by its journals. */
export function seenInJournals(records: readonly TransactionRecord[], { journals }: App['places']): Passed | null {
  const seen = lastSeen(records)
  return seen === null ? null : { atMs: seen.atMs, what: `transaction ${seen.transaction} was written down`, recordedIn: journalPath(journals, seen.transaction) }
}

/** The same for the half that cannot read them: what it shelved last is its own word, and good enough for a harmless half. */
export async function seenOnShelf({ shelf }: App['places']): Promise<Passed | null> {
  const [newest] = await entriesOf(machine.disk, shelf)
  return newest === undefined ? null : { atMs: newest.atMs, what: `${newest.version} was put on the shelf`, recordedIn: entryOf(shelf, newest.sha256) }
}
