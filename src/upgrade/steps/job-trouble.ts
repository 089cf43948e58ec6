import { unitTrouble } from '../../policy/unit-trouble.ts'
import type { UnitBefore, UnitState } from '../../policy/reading.ts'
import type { Restarted } from '../ports.ts'

/** A restart that did not end with `done`. */
export interface EndedJob {
  readonly unit: string
  readonly ended: Restarted
  /** `ours`: our patience had ended after `waitedMs`, and the job was cancelled by us. */
  readonly patience: 'ours' | 'left'
  readonly waitedMs: number
  /** The progress that was reported, and for which it was waited for longer than at first. */
  readonly reported: string | null
  /** How the unit was left; null when nobody could tell. */
  readonly state: UnitState | null
  readonly before: UnitBefore | null
}

/** Why, for people: a job's result alone says nothing about the daemon, and is one word of somebody else's (failures.md F31). */
export function jobTrouble({ unit, ended: { result, because }, patience, waitedMs, reported, state, before }: EndedJob): string {
  if (result === 'canceled' && patience === 'left') return `somebody else cancelled the restart of unit '${unit}'`
  if (result === 'canceled') return `unit '${unit}' had not started after ${waitedMs / 1000} s${progressIn(reported)}, and was not waited for any longer`
  if (result === 'dependency') return `a unit that '${unit}' requires failed${because === undefined ? '' : `: ${because}`}`
  const trouble = state === null ? null : unitTrouble(state, before ?? nothingBefore(unit))
  if (trouble === null) return `the restart of unit '${unit}' ended with '${result}'`
  return `unit '${unit}' ${trouble}${result === 'failed' ? '' : ` (its job ended with '${result}')`}`
}

function progressIn(reported: string | null): string {
  return reported === null ? '' : ` (extended while it reported progress: '${reported}')`
}

function nothingBefore(name: string): UnitBefore {
  return { name, invocationId: '', mainStartedUs: 0 }
}
