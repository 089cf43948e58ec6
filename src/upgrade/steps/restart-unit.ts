import type { UnitState } from '../../policy/reading.ts'
import type { Plan, PlannedUnit } from '../plan.ts'
import type { JobResult } from '../ports.ts'
import type { StepPorts } from './step.ts'

/** An upgrade does not start what somebody stopped (failures.md g30). */
export function unitsToRestart(plan: Plan): readonly PlannedUnit[] {
  return plan.units.filter((unit) => unit.then === 'restart')
}

/** One restart with its own deadline, told and noted. `before`: how the unit was found, where it may have been down already. */
export async function restartUnit(plan: Plan, unit: PlannedUnit, ports: StepPorts, before: UnitState | null = null): Promise<JobResult> {
  const { result, downtimeMs: measured } = await ports.service.restart(unit.name, unit.restart, ports.clock.deadline(plan.restartTimeoutMs))
  const downtimeMs = measured ?? (result === 'done' && before !== null ? await sinceItLeft(before, ports) : null)
  ports.tell({ kind: 'restarted', unit: unit.name, result, downtimeMs })
  if (downtimeMs !== null) await ports.note({ entry: 'noted', about: 'downtime', unit: unit.name, milliseconds: downtimeMs })
  return result
}

/** A version that failed took the service with it: it was away from then on, until the kept one came back. */
async function sinceItLeft(before: UnitState, ports: StepPorts): Promise<number | null> {
  const after = await ports.service.state(before.name)
  const awayUs = after.activeEnteredUs - before.activeLeftUs
  return before.activeState === 'active' || before.activeLeftUs === 0 || awayUs < 0 ? null : awayUs / 1000
}

/** A daemon that was down for days before an upgrade that mends it: what it was away before us is not what we cost. */
function costOf({ madeAtMs }: Plan, awayMs: number | null, { clock }: StepPorts): number | null {
  return awayMs !== null && awayMs <= Math.max(0, clock.nowMs() - madeAtMs) ? awayMs : null
}
