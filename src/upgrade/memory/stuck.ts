import type { LastRun } from './last-run.ts'
import { newestThatTouched, type TransactionRecord } from './records.ts'

/**
 * Since when this app is stuck; null when it is not. Told by the newest transaction that touched anything: a refused one put back all it had, so whatever was
 * before still is. One that could not even be closed is stuck when its last run said so; otherwise it is at work, or waits for recovery.
 */
export function stuckSince(records: readonly TransactionRecord[], lastRun: LastRun | null): number | null {
  const newest = newestThatTouched(records)
  if (newest === null) return null
  const told = lastRun?.event === 'stuck' && lastRun.transaction === newest.transaction ? lastRun.atMs : null
  const { state } = newest
  // Damaged, and set aside for a person: nobody wrote down when.
  if (state === null) return told ?? 0
  if (state.closed === null) return told
  return state.closed.outcome === 'stuck' && state.mended === undefined ? state.latestAtMs : null
}
