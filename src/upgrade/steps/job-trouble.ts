import { unitTrouble } from '../../policy/unit-trouble.ts'
import type { UnitBefore, UnitState } from '../../policy/reading.ts'
import type { Restarted } from '../ports.ts'

/** A restart that did not end with `done`. */
export interface EndedJob {
  readonly unit: string
  readonly ended: Restarted
  /** `ours`: the time limit of the plan had passed, and the job was cancelled by us. */
  readonly patience: 'ours' | 'left'
  readonly timeoutMs: number
  /** How the unit was left; null when nobody could tell. */
  readonly state: UnitState | null
  readonly before: UnitBefore | null
}

/** Why, for people: a job's result alone says nothing about the daemon, and is one word of somebody else's (failures.md F31). */
export function jobTrouble({ unit, ended: { result, because }, patience, timeoutMs, state, before }: EndedJob): string {
  if (result === 'canceled') return patience === 'ours' ? `unit '${unit}' had not started after ${timeoutMs / 1000} s, and was not waited for any longer` : `somebody else cancelled the restart of unit '${unit}'`
  if (result === 'dependency') return `a unit that '${unit}' requires failed${because === undefined ? '' : `: ${because}`}`
  const trouble = state === null ? null : unitTrouble(state, before ?? nothingBefore(unit))
  if (trouble === null) return `the restart of unit '${unit}' ended with '${result}'`
  return `unit '${unit}' ${trouble}${result === 'failed' ? '' : ` (its job ended with '${result}')`}`
}

function nothingBefore(name: string): UnitBefore {
  return { name, invocationId: '', mainStartedUs: 0 }
}
