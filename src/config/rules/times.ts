import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'

/** Limits that contradict each other would never be reached, and their author would never know. */
export function timeMistakes({ limits }: Meaning): readonly Mistake[] {
  return limits.stallMs <= limits.downloadMs ? [] : [{ path: ['limits', 'stall'], says: 'is longer than limits.download, so it could never be noticed' }]
}
