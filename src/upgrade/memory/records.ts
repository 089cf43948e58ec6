import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { compareVersions, readVersion, type Version } from '../../release/version.ts'
import { fold, type TransactionState } from '../journal/fold.ts'
import { readJournal } from '../journal/journal.ts'
import { journalsMax } from '../limits.ts'
import type { Plan } from '../plan.ts'
import type { HistoryItem } from '../report.ts'
import type { FoundIll } from './skips.ts'

/** One transaction as its journal tells it; state null where the journal is damaged. */
export interface TransactionRecord { readonly transaction: string; readonly state: TransactionState | null }

/** All transactions of an app, oldest first. PERMISSION when the journals are not ours to read. */
export async function readRecords(disk: ReadsDisk, directory: string): Promise<readonly TransactionRecord[]> {
  const names = ((await disk.list(directory)) ?? []).filter((name) => /\.(jsonl|damaged)$/.test(name)).slice(-journalsMax)
  const records: TransactionRecord[] = []
  for (const name of names) {
    const transaction = name.replace(/\.(jsonl|damaged)$/, '')
    const state = name.endsWith('.damaged') ? null : await readState(disk, posix.join(directory, name))
    if (state !== 'empty') records.push({ transaction, state })
  }
  return records
}

/** `empty`: torn before its plan was whole, so it never began. */
async function readState(disk: ReadsDisk, path: string): Promise<TransactionState | null | 'empty'> {
  try {
    const text = await readJournal(disk, path)
    return text === null || text.entries.length === 0 ? 'empty' : fold(text.entries)
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'DATA') return null
    throw thrown
  }
}

/** A refused one put back all it had, so whatever was before still is. */
export function newestThatTouched(records: readonly TransactionRecord[]): TransactionRecord | null {
  return records.findLast(({ state }) => state?.closed?.outcome !== 'refused') ?? null
}

export function plansOf(records: readonly TransactionRecord[]): readonly Plan[] {
  return records.flatMap(({ state }) => (state === null ? [] : [state.plan]))
}

export function historyOf(records: readonly TransactionRecord[]): readonly HistoryItem[] {
  return records.map(({ transaction, state }) => (state === null ? damagedItem(transaction) : itemOf(state)))
}

function itemOf({ plan, closed, startedAtMs, downtimeMs, failed, probation, mended }: TransactionState): HistoryItem {
  return {
    transaction: plan.transaction,
    atMs: startedAtMs,
    actor: plan.actor,
    reason: plan.reason,
    way: plan.way ?? 'on',
    from: plan.from?.version ?? null,
    to: plan.to.version,
    outcome: closed?.outcome ?? 'open',
    running: closed?.running ?? null,
    because: mended === undefined ? (closed?.reason ?? failed?.message ?? null) : `${mendedBy(mended)}; before that: ${closed?.reason ?? ''}`,
    ...(plan.forced === undefined ? {} : { forced: plan.forced }),
    downtimeMs: closed?.outcome === 'stuck' ? null : (closed?.downtimeMs ?? downtimeMs),
    probation: probation === null ? null : { untilMs: probation.untilMs, how: probation.ended?.how ?? null, because: probation.ended?.because ?? null },
  }
}

function mendedBy({ atMs, by }: NonNullable<TransactionState['mended']>): string {
  return `on ${new Date(atMs).toISOString().slice(0, 10)} ${by} said that the data are what they must be`
}

function damagedItem(transaction: string): HistoryItem {
  return { transaction, atMs: 0, actor: '', reason: null, way: 'on', from: null, to: '', outcome: 'damaged', running: null, because: 'its journal is damaged', downtimeMs: null, probation: null }
}

/**
 * Versions that were started and found ill. One that was merely interrupted (a power cut, a killed helper) was never judged, so nothing is
 * held against it (failures.md I9).
 */
export function foundIll(records: readonly TransactionRecord[]): readonly FoundIll[] {
  return records.flatMap(({ state }) => {
    if (state === null) return []
    const late = diedLate(state)
    if (late !== null) return [{ version: state.plan.to.version, sha256: state.plan.to.artifactSha256, ...late }]
    // `ROLLED_BACK` is the judge's word. A bus that did not answer, or a machine that went down, fails with a code of its own.
    const judged = state.failed?.code === 'ROLLED_BACK' && ['restart', 'watch'].includes(state.failed.step)
    if (!judged) return []
    return [{ version: state.plan.to.version, sha256: state.plan.to.artifactSha256, because: illBecause(state), atMs: state.latestAtMs }]
  })
}

/** Healthy at first, and dead within its probation. Where somebody wanted only to be told, nothing is held against it: who was told decides. */
function diedLate({ plan, probation }: TransactionState): Pick<FoundIll, 'because' | 'atMs'> | null {
  const ended = probation?.ended
  if (ended?.how !== 'crashed' || plan.probation?.then !== 'roll-back') return null
  return { because: `it died within its probation on ${new Date(ended.atMs).toISOString().slice(0, 10)}: ${ended.because ?? 'for an unknown reason'}`, atMs: ended.atMs }
}

function illBecause({ startedAtMs, failed }: TransactionState): string {
  return `it was found ill on ${new Date(startedAtMs).toISOString().slice(0, 10)}: ${failed?.message ?? 'for an unknown reason'}`
}

/**
 * The version floor: the highest version that was ever committed here, told by the journals and by nothing that could disagree with them (failures.md I6).
 * What was only tried does not count: an ill release must not lock out the good ones before it. Labels (`adopted-…`) are no versions.
 */
export function floorOf(records: readonly TransactionRecord[]): Version | null {
  const committed = records.flatMap(({ state }) => (state?.confirmed === 'yes' ? [readVersion(state.plan.to.version)] : []))
  return committed.reduce<Version | null>((highest, version) => (version !== null && (highest === null || compareVersions(version, highest) > 0) ? version : highest), null)
}

/** The last moment that a journal saw, and which; null without any. A clock before it is wrong, or was. */
export function lastSeen(records: readonly TransactionRecord[]): { readonly atMs: number; readonly transaction: string } | null {
  return records.reduce<ReturnType<typeof lastSeen>>((latest, { transaction, state }) => (state !== null && state.latestAtMs > (latest?.atMs ?? 0) ? { atMs: state.latestAtMs, transaction } : latest), null)
}

/** The last lines of the version that failed, for whoever reads the report. */
export function lastWordsOf(state: TransactionState): readonly string[] {
  return state.lastWords.flatMap(({ lines }) => lines)
}

