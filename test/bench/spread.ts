/** A figure measured several times. */
export interface Spread { readonly median: number; readonly min: number; readonly max: number; readonly runs: number }

/** The middle value; of an even number, the mean of the two in the middle. */
export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const middle = (sorted.length - 1) / 2
  const [below, above] = [sorted[Math.floor(middle)], sorted[Math.ceil(middle)]]
  if (below === undefined || above === undefined) throw new Error('there is no median of nothing')
  return (below + above) / 2
}

export function spreadOf(values: readonly number[]): Spread {
  return { median: medianOf(values), min: Math.min(...values), max: Math.max(...values), runs: values.length }
}

/**
 * Ours ÷ theirs, pair by pair. Each pair was measured one right after the other, so that a machine that slows down in the
 * middle of a run slows both.
 */
export function ratioOf(ours: readonly number[], theirs: readonly number[]): Spread {
  if (ours.length !== theirs.length) throw new Error(`${ours.length} figures of ours cannot be paired with ${theirs.length}`)
  return spreadOf(ours.map((value, index) => value / (theirs[index] ?? Number.NaN)))
}
