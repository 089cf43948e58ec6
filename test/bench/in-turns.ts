import { ratioOf, type Spread, spreadOf } from './spread.ts'

/** Two things to be compared; each measures itself once. */
export interface Pair { readonly ours: () => Promise<number>; readonly theirs: () => Promise<number> }
export interface Compared {
  readonly ours: Spread
  readonly theirs: Spread
  readonly ratio: Spread
  /** In the order in which they were taken. */
  readonly figures: { readonly ours: readonly number[]; readonly theirs: readonly number[] }
}

/** Both, one right after the other, `runs` times; who goes first changes, so that neither always finds the caches warm. */
export async function inTurns(runs: number, pair: Pair): Promise<Compared> {
  const [ours, theirs]: [number[], number[]] = [[], []]
  for (let run = 0; run < runs; run += 1) {
    if (run % 2 === 0) ours.push(await pair.ours())
    theirs.push(await pair.theirs())
    if (run % 2 === 1) ours.push(await pair.ours())
  }
  return { ours: spreadOf(ours), theirs: spreadOf(theirs), ratio: ratioOf(ours, theirs), figures: { ours, theirs } }
}
