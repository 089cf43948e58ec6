import type { UnitState } from './reading.ts'

/** Down, and nobody has asked for anything else: a unit with a job is on its way up, or is to be stopped once more. */
export function isAtRest({ activeState, job }: Pick<UnitState, 'activeState' | 'job'>): boolean {
  return (activeState === 'inactive' || activeState === 'failed') && job === undefined
}
