import type { Disk, ReadsDisk } from '../../host/types.ts'
import { ensureDirectory, replaceNote } from '../durable.ts'
import { type FinalEvent, finalEvents } from '../final-events.ts'
import { lastRunBytesMax } from '../limits.ts'
import type { Places } from '../places.ts'

/** How the last run ended. Journals know transactions only; most runs begin none. */
export interface LastRun {
  readonly atMs: number
  readonly event: FinalEvent
  readonly transaction: string | null
  readonly downtimeMs: number | null
  /** Why nothing came of it, on one line; null where nothing went wrong, and where a transaction's journal says so. */
  readonly because: string | null
  /** What to do about that, on one line. Absent: nobody said. */
  readonly next?: string
}

/** A courtesy to whoever watches: nothing is decided by it, and losing it costs a figure until the next run. */
export async function leaveLastRun(disk: Disk, { state, lastRun }: Pick<Places, 'state' | 'lastRun'>, run: LastRun): Promise<void> {
  await ensureDirectory(disk, state, 0o755)
  await replaceNote(disk, lastRun, Buffer.from(JSON.stringify(run)), 0o644)
}

/** Null: none was left, or it cannot be read. */
export async function readLastRun(disk: ReadsDisk, { lastRun }: Pick<Places, 'lastRun'>): Promise<LastRun | null> {
  try {
    const bytes = await disk.read(lastRun, lastRunBytesMax)
    const { atMs, event, transaction = null, downtimeMs = null, because = null, next } = JSON.parse(Buffer.from(bytes ?? []).toString('utf8')) as Partial<LastRun>
    const known = finalEvents.find((one) => one === event)
    return known !== undefined && Number.isFinite(atMs) ? { atMs: Number(atMs), event: known, transaction, downtimeMs, because: typeof because === 'string' ? because : null, ...(typeof next === 'string' ? { next } : {}) } : null
  } catch {
    return null
  }
}
