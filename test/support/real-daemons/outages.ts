/** One knock at a daemon's door: when (milliseconds, any origin), and whether it was answered. */
export interface Knock { readonly atMs: number; readonly answered: boolean }

/** From the last answer before to the first answer after. */
export interface Outage { readonly fromMs: number; readonly lengthMs: number; readonly refused: number }

/**
 * Every stretch in which at least one knock went unanswered, in order. A stretch that has no answer on one of its sides has no
 * known length and is `Infinity` long: a daemon that never came back must not look like a short outage.
 */
export function outagesOf(knocks: readonly Knock[]): readonly Outage[] {
  const outages: Outage[] = []
  let lastAnswerMs: number | null = null
  let refused = 0
  for (const { atMs, answered } of knocks) {
    if (!answered) refused += 1
    if (!answered) continue
    if (refused > 0) outages.push(outage(lastAnswerMs, atMs, refused))
    lastAnswerMs = atMs
    refused = 0
  }
  if (refused > 0) outages.push(outage(lastAnswerMs, null, refused))
  return outages
}

/** The longest one, 0 when there was none. */
export function longestMs(outages: readonly Outage[]): number {
  return outages.reduce((longest, { lengthMs }) => Math.max(longest, lengthMs), 0)
}

/** All of them together. */
export function totalMs(outages: readonly Outage[]): number {
  return outages.reduce((total, { lengthMs }) => total + lengthMs, 0)
}

function outage(fromMs: number | null, untilMs: number | null, refused: number): Outage {
  const known = fromMs !== null && untilMs !== null
  return { fromMs: fromMs ?? -Infinity, lengthMs: known ? untilMs - fromMs : Infinity, refused }
}
