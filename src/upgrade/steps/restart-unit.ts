import type { HealthRule, UnitState } from '../../policy/reading.ts'
import type { Plan, PlannedUnit } from '../plan.ts'
import type { JobResult } from '../ports.ts'
import { jobTrouble } from './job-trouble.ts'
import { patientJob, stateOrNull } from './patience.ts'
import type { StepPorts } from './step.ts'

/** An upgrade does not start what somebody stopped (failures.md g30). */
export function unitsToRestart(plan: Plan): readonly PlannedUnit[] {
  return plan.units.filter((unit) => unit.then === 'restart')
}

/** `trouble`: why it is not `done`, in words for people. `somebody`: took our job away; `stopped` is the run that they stopped instead, if they did. */
export interface RestartEnd { readonly result: JobResult; readonly trouble: string | null; readonly somebody: { readonly stopped: string | null } | null }

/** One restart with its own patience, told and noted. The rule says which runs must not be taken for the new one. */
export async function restartUnit(plan: Plan, unit: PlannedUnit, ports: StepPorts, rule: Pick<HealthRule, 'before' | 'deadlineMaxMs'>): Promise<RestartEnd> {
  const waited = await patientJob(plan, unit, ports, rule)
  const { ended, patience } = waited
  const [result, downtimeMs] = [ended.result, costOf(plan, ended.downtimeMs, ports)]
  ports.tell({ kind: 'restarted', unit: unit.name, result, downtimeMs })
  if (downtimeMs !== null) await ports.note({ entry: 'noted', about: 'downtime', unit: unit.name, milliseconds: downtimeMs })
  if (result === 'done' || result === 'deferred') return { result, trouble: null, somebody: null }
  const state = await stateOrNull(unit.name, ports)
  const trouble = jobTrouble({ ...waited, unit: unit.name, state, before: rule.before.find(({ name }) => name === unit.name) ?? null })
  const stopped = state !== null && isDown(state) ? state.invocationId : null
  return { result, trouble, somebody: result === 'canceled' && patience === 'left' ? { stopped } : null }
}

/** Not up, and not on its way up. */
export function isDown({ activeState, job }: UnitState): boolean {
  return activeState === 'deactivating' || ((activeState === 'inactive' || activeState === 'failed') && job === undefined)
}

/** A daemon that was down for days before an upgrade that mends it: what it was away before us is not what we cost. */
function costOf({ madeAtMs }: Plan, awayMs: number | null, { clock }: StepPorts): number | null {
  return awayMs !== null && awayMs <= Math.max(0, clock.nowMs() - madeAtMs) ? awayMs : null
}
