import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'

/** More reasons than there are could never hold: every release would be refused, on a night when nobody knows why. */
export function thresholdMistakes({ release: { threshold }, trust }: Pick<Meaning, 'release' | 'trust'>): readonly Mistake[] {
  if (threshold === null || threshold <= trust.length) return []
  return [{ path: ['release', 'threshold'], says: `is more than there are [[trust]] tables, ${trust.length}` }]
}
