import type { Spread } from './spread.ts'

/** One line of the table: ours, what it is compared with, and their ratio. Goals are printed beside figures and never asserted. */
export interface Row {
  readonly what: string
  readonly unit: string
  readonly ours: Spread
  readonly theirs: Spread
  readonly ratio: Spread
  readonly goal: string
}
