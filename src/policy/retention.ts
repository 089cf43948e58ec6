/** A release on this host's disk, as retention sees it. */
export interface OnDisk {
  readonly directory: string
  /** By the journals: the last moment at which it was known to run, or was tried. Null: nobody recorded that it ever did. */
  readonly lastRanMs: number | null
  /** When it was laid down. Counts only among those that nobody recorded. */
  readonly laidDownMs: number
}

export interface Retention {
  /** How many releases stay, those that are spared among them. */
  readonly releasesMax: number
  /** Who ran last longer ago than this goes, whatever their number; null: age does not count. */
  readonly ageMsMax: number | null
  readonly nowMs: number
  /** The live one and the last good: they stay, whatever the numbers say. */
  readonly spared: ReadonlySet<string>
  /** Of those that nobody recorded, so many of the newest stay beside the others: what was staged and waits for a gate to open. */
  readonly waitingMax: 0 | 1
}

/**
 * The releases to let go of, the oldest first. Recency is when one last ran, never its version and never its files' times: a version that was
 * gone back to is newer than the one that was left (formats.md 3.7-4). Pure.
 */
export function lettingGo(found: readonly OnDisk[], retention: Retention): readonly string[] {
  const { releasesMax, spared, waitingMax } = retention
  const others = found.filter(({ directory }) => !spared.has(directory)).toSorted(byRecency)
  const young = others.filter((one) => !isTooOld(one, retention))
  const waiting = young.filter(({ lastRanMs }) => lastRanMs === null).slice(0, waitingMax)
  const room = Math.max(0, releasesMax - (found.length - others.length))
  const staying = new Set([...waiting, ...young.filter((one) => !waiting.includes(one)).slice(0, room)])
  return others.filter((one) => !staying.has(one)).map(({ directory }) => directory).toReversed()
}

/** Newest first: those that ran, then those that never did. */
function byRecency(one: OnDisk, other: OnDisk): number {
  if (one.lastRanMs !== null && other.lastRanMs !== null) return other.lastRanMs - one.lastRanMs
  if (one.lastRanMs === null && other.lastRanMs === null) return other.laidDownMs - one.laidDownMs
  return one.lastRanMs === null ? 1 : -1
}

function isTooOld({ lastRanMs, laidDownMs }: OnDisk, { ageMsMax, nowMs }: Retention): boolean {
  return ageMsMax !== null && nowMs - (lastRanMs ?? laidDownMs) > ageMsMax
}
