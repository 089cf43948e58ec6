import { unitKind } from '../formats/unit-kind.ts'
import type { UnitState } from './reading.ts'

/** A timer that has no moment to come any more: it does nothing, and to start it anew could run its service once more. */
export function hasElapsed({ name, subState }: Pick<UnitState, 'name' | 'subState'>): boolean {
  return unitKind(name) === 'trigger' && subState === 'elapsed'
}
