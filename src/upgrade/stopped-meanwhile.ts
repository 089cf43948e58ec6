import { unitKind } from '../formats/unit-kind.ts'
import { isAtRest } from '../policy/at-rest.ts'
import type { UnitState } from '../policy/reading.ts'

/** The run of a unit that somebody could stop from now on; null: it is down already, and whoever made the plan knows why. */
export function runThatIsUp(state: UnitState): string | null {
  return isAtRest(state) ? null : state.invocationId
}

/**
 * Whether somebody has stopped this very run (failures.md f08): they want it down, and an upgrade that restarts it would start it (g30). Pure. What a socket listens for
 * is down by design, and starts with the next connection whoever stopped it.
 */
export function wasStopped(state: UnitState, run: string | undefined): boolean {
  const { stopAsked, invocationId, triggeredBy = [] } = state
  return isAtRest(state) && stopAsked === 'yes' && invocationId === run && !triggeredBy.some((unit) => unitKind(unit) === 'socket')
}
