import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'

/** Limits that contradict each other would never be reached, and their author would never know. */
export function timeMistakes({ limits, health, rollback }: Pick<Meaning, 'limits' | 'health' | 'rollback'>): readonly Mistake[] {
  const stall: readonly Mistake[] = limits.stallMs <= limits.downloadMs ? [] : [{ path: ['limits', 'stall'], says: 'is longer than limits.download, so it could never be noticed' }]
  return [...stall, ...capMistakes('health', health), ...capMistakes('rollback', rollback)]
}

function capMistakes(section: 'health' | 'rollback', { deadlineMs, deadlineMaxMs }: Meaning['health']): readonly Mistake[] {
  return deadlineMaxMs >= deadlineMs ? [] : [{ path: [section, 'deadline_max'], says: `is shorter than ${section}.deadline, which it is the longest extension of` }]
}
