import { isToStay, type TransactionState } from '../journal/fold.ts'
import type { LiveRelease } from '../live.ts'
import type { Plan, PlannedData } from '../plan.ts'
import type { TransactionRecord } from './records.ts'

export interface RanFile { readonly name: string; readonly publicPath: string; readonly sha256: string; readonly mode: number }

/** A release that was live here once, as the journals know it: the bytes it had then, and the last moment at which it is known to have run. */
export interface RanRelease {
  readonly version: string
  readonly artifactSha256: string | null
  readonly directory: string
  readonly files: readonly RanFile[]
  readonly lastRanMs: number
}

/** Every release that was live here, the last to run first. One that was only tried is not among them: nobody called it good. */
export function ranHere(records: readonly TransactionRecord[]): readonly RanRelease[] {
  const ran = new Map<string, RanRelease>()
  for (const { state } of records) {
    if (state === null) continue
    const [after, before] = livesIn(state)
    // Where it was laid down is known from then; of what is live at a path of its own only the name is.
    if (before !== null) ran.set(identityOf(before), { ...before, directory: ran.get(identityOf(before))?.directory ?? before.directory })
    if (after !== null) ran.set(identityOf(after), after)
  }
  return [...ran.values()].toSorted((one, other) => other.lastRanMs - one.lastRanMs)
}

/** What was live after a transaction, where it came to that, and what was live before it. */
function livesIn({ plan, confirmed, startedAtMs, latestAtMs }: TransactionState): readonly [RanRelease | null, RanRelease | null] {
  const before = beforeOf(plan)
  const isOver = confirmed === 'yes'
  return [isOver ? { ...afterOf(plan), lastRanMs: latestAtMs } : null, before === null ? null : { ...before, lastRanMs: isOver ? startedAtMs : latestAtMs }]
}

function beforeOf({ from, files }: Plan): Omit<RanRelease, 'lastRanMs'> | null {
  const kept = files.flatMap((file) => (file.keptSha256 === null ? [] : [{ name: file.name, publicPath: file.publicPath, sha256: file.keptSha256, mode: file.mode }]))
  return from === null ? null : { version: from.version, artifactSha256: from.artifactSha256, directory: from.directory, files: kept }
}

function afterOf({ to, files }: Plan): Omit<RanRelease, 'lastRanMs'> {
  return { version: to.version, artifactSha256: to.artifactSha256, directory: to.directory, files: files.map((file) => ({ name: file.name, publicPath: file.publicPath, sha256: file.newSha256, mode: file.mode })) }
}

/** A tag that was moved makes two releases of one name. */
function identityOf({ version, files }: Pick<RanRelease, 'version' | 'files'>): string {
  return [version, ...files.map(({ name, sha256 }) => `${name} ${sha256}`).toSorted()].join('\n')
}

/** When what lies in a directory last ran, or was tried: by directory. What runs now is the caller's to know. */
export function lastUse(records: readonly TransactionRecord[]): ReadonlyMap<string, number> {
  const used = new Map<string, number>()
  const use = (directory: string, atMs: number): void => void used.set(directory, Math.max(atMs, used.get(directory) ?? 0))
  for (const { directory, lastRanMs } of ranHere(records)) use(directory, lastRanMs)
  for (const { state } of records) if (state !== null && state.begun.includes('swap')) use(state.plan.to.directory, state.latestAtMs)
  return used
}

/**
 * The release that ran before the live one, by what was recorded, never by sorting names: the highest other version may never have
 * run, or be the one that was just left (formats.md 3.7-3). A release that was laid down over itself by force is one release. Null when nothing
 * is recorded.
 */
export function ranBefore(records: readonly TransactionRecord[], live: LiveRelease): RanRelease | null {
  const cameBy = records.findLast(({ state }) => state !== null && becameLive(state) && state.plan.to.version === live.version && isLive(state.plan, live) && !isSame(state.plan))
  const state = cameBy?.state ?? null
  const before = state === null ? null : beforeOf(state.plan)
  if (state === null || before === null || before.files.length < state.plan.files.length) return null
  return { ...before, lastRanMs: state.startedAtMs }
}

/** Whether the new version stayed when the transaction was over: also one that nobody called good, and that had to (decision 0039). */
export function becameLive(state: TransactionState): boolean {
  return state.closed?.outcome === 'upgraded' || (state.closed?.outcome === 'stuck' && isToStay(state))
}

/**
 * The newest release since the one with this name was live that migrated the daemon's data, and what had been planned for them; null when none did. A transaction
 * that put everything back counts for nothing.
 */
export function migratedSince(records: readonly TransactionRecord[], version: string): MigratedBy | null {
  for (const { state } of records.toReversed()) {
    if (state === null || !becameLive(state)) continue
    if (state.plan.to.version === version) return null
    if (state.plan.data !== undefined) return { version: state.plan.to.version, data: state.plan.data }
    if (state.plan.from?.version === version) return null
  }
  return null
}

export interface MigratedBy { readonly version: string; readonly data: PlannedData }

function isLive(plan: Plan, live: LiveRelease): boolean {
  return plan.files.every((file) => live.sha256.get(file.publicPath) === file.newSha256)
}

function isSame({ from, to, files }: Plan): boolean {
  return from?.version === to.version && files.every((file) => file.keptSha256 === file.newSha256)
}
