/** One question to a daemon: when it was asked, and when the answer began to arrive; null when none came. Milliseconds, any origin. */
export interface Knock { readonly askedMs: number; readonly answeredMs: number | null }

/** From the last answer before to the first answer after. */
export interface Outage { readonly fromMs: number; readonly lengthMs: number; readonly refused: number }

/** A daemon that lets a caller wait longer than this is away, although it takes the call. A busy test machine stays well below. */
const patienceMs = 250

/**
 * Every stretch in which a question went unanswered or waited too long, in order. A stretch that has no answer on one of its
 * sides has no known length and is `Infinity` long: a daemon that never came back must not look like a short outage.
 */
export function outagesOf(knocks: readonly Knock[]): readonly Outage[] {
  const outages: Outage[] = []
  let lastMs: number | null = null
  let refused = 0
  for (const { askedMs, answeredMs } of knocks) {
    if (answeredMs === null) refused += 1
    if (answeredMs === null) continue
    if (refused > 0 || answeredMs - askedMs > patienceMs) outages.push(outage(lastMs, answeredMs, refused))
    lastMs = answeredMs
    refused = 0
  }
  if (refused > 0) outages.push(outage(lastMs, null, refused))
  return outages
}

/** The longest one, 0 when there was none. */
export function longestMs(outages: readonly Outage[]): number {
  return outages.reduce((longest, { lengthMs }) => Math.max(longest, lengthMs), 0)
}

/** Of any question that was open at some time between these two; Infinity when one went unanswered. */
export function longestWaitMs(knocks: readonly Knock[], fromMs: number, toMs: number): number {
  const open = knocks.filter(({ askedMs, answeredMs }) => askedMs <= toMs && (answeredMs ?? Infinity) >= fromMs)
  return open.reduce((longest, { askedMs, answeredMs }) => Math.max(longest, (answeredMs ?? Infinity) - askedMs), 0)
}

/** All of them together. */
export function totalMs(outages: readonly Outage[]): number {
  return outages.reduce((total, { lengthMs }) => total + lengthMs, 0)
}

function outage(fromMs: number | null, untilMs: number | null, refused: number): Outage {
  const known = fromMs !== null && untilMs !== null
  return { fromMs: fromMs ?? -Infinity, lengthMs: known ? untilMs - fromMs : Infinity, refused }
}
