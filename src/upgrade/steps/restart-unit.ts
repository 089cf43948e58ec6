import type { Plan, PlannedUnit } from '../plan.ts'
import type { JobResult } from '../ports.ts'
import type { StepPorts } from './step.ts'

/** An upgrade does not start what somebody stopped (failures.md g30). */
export function unitsToRestart(plan: Plan): readonly PlannedUnit[] {
  return plan.units.filter((unit) => unit.then === 'restart')
}

/** One restart with its own deadline, told and noted. */
export async function restartUnit(plan: Plan, unit: PlannedUnit, ports: StepPorts): Promise<JobResult> {
  const restarted = await ports.service.restart(unit.name, unit.restart, ports.clock.deadline(plan.restartTimeoutMs))
  const [result, downtimeMs] = [restarted.result, costOf(plan, restarted.downtimeMs, ports)]
  ports.tell({ kind: 'restarted', unit: unit.name, result, downtimeMs })
  if (downtimeMs !== null) await ports.note({ entry: 'noted', about: 'downtime', unit: unit.name, milliseconds: downtimeMs })
  return result
}

/** A daemon that was down for days before an upgrade that mends it: what it was away before us is not what we cost. */
function costOf({ madeAtMs }: Plan, awayMs: number | null, { clock }: StepPorts): number | null {
  return awayMs !== null && awayMs <= Math.max(0, clock.nowMs() - madeAtMs) ? awayMs : null
}
