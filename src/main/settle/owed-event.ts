import { machine } from '../../host/machine.ts'
import { replaceNote } from '../../upgrade/durable.ts'
import { fold } from '../../upgrade/journal/fold.ts'
import { journalPath, readJournal } from '../../upgrade/journal/journal.ts'
import type { Places } from '../../upgrade/places.ts'
import type { Report } from '../../upgrade/report.ts'

/**
 * Every transaction has exactly one final event. Its journal is closed first and told afterwards, by whoever ended it: one that is killed in
 * between leaves nothing open, and this note, to those who come to settle. In /run, so what an earlier boot owed is forgotten.
 */
interface Owed { readonly invocation: string; readonly transaction: string }

const owedBytesMax = 4096

/** Said before the transaction begins. A courtesy: a note that cannot be left changes nothing that happens. */
export async function oweEvent(places: Places, transaction: string): Promise<void> {
  const invocation = process.env['INVOCATION_ID'] ?? ''
  // Without a service manager nobody comes to settle.
  if (invocation === '') return
  await replaceNote(machine.disk, places.owed, Buffer.from(JSON.stringify({ invocation, transaction } satisfies Owed)), 0o600).catch(() => undefined)
}

/** The event of this transaction was written. */
export async function eventTold(places: Places, transaction: string): Promise<void> {
  if ((await readOwed(places))?.transaction === transaction) await machine.disk.remove(places.owed).catch(() => undefined)
}

async function isUntold(places: Places, transaction: string | null): Promise<boolean> {
  return transaction !== null && (await readOwed(places))?.transaction === transaction
}

/** `owed`: its version is live and proven, and what is only tidiness could still not be done. */
export interface SettledOpen { readonly report: Report; readonly tidiness: 'owed' | 'done' }

/** `a run`: what is told is taken for the end of that one. */
export type Listener = 'a run' | 'a person'

/**
 * An upgrade that owes only tidiness was told when it succeeded. As long as it owes it, each later run would be answered with that success, also one
 * that was rolled back.
 */
export async function worthTelling(settled: readonly SettledOpen[], places: Places, listener: Listener): Promise<readonly Report[]> {
  const told: Report[] = []
  for (const { report, tidiness } of settled) if (tidiness === 'done' || listener === 'a person' || await isUntold(places, report.transaction)) told.push(report)
  return told
}

/**
 * The report of the transaction that the run before us closed and did not tell; null when there is none. Only of the run that we come to settle, by
 * ExecStopPost= (the same invocation) or OnFailure= (which names it): any other may be alive, and about to tell it.
 */
export async function untoldEnding(places: Places): Promise<Report | null> {
  const owed = await readOwed(places)
  const dead = [process.env['INVOCATION_ID'], process.env['MONITOR_INVOCATION_ID']]
  if (owed === null || !dead.includes(owed.invocation)) return null
  const text = await readJournal(machine.disk, journalPath(places.journals, owed.transaction))
  if (text === null || text.entries.length === 0) return null
  const { plan, closed } = fold(text.entries)
  return closed === null ? null : (await import('./endings.ts')).reportOfEnding({ plan, closed, recorded: 'yes', troubles: [] }, places)
}

/** A damaged note is none. */
async function readOwed({ owed }: Places): Promise<Owed | null> {
  try {
    const bytes = await machine.disk.read(owed, owedBytesMax)
    const { invocation, transaction } = JSON.parse(Buffer.from(bytes ?? []).toString('utf8')) as Partial<Owed>
    return typeof invocation === 'string' && typeof transaction === 'string' && /^[\w-]{1,64}$/.test(transaction) ? { invocation, transaction } : null
  } catch {
    return null
  }
}
