import type { UnitRun } from '../journal/entry.ts'
import type { UnitState } from '../../policy/reading.ts'
import type { Plan } from '../plan.ts'
import { becameLive } from './ran-here.ts'
import { newestThatTouched, type TransactionRecord } from './records.ts'

/** Units that went down with the version that stays, as the newest transaction that touched anything left them. */
export function leftDown(records: readonly TransactionRecord[]): readonly UnitRun[] {
  const state = newestThatTouched(records)?.state ?? null
  return state !== null && becameLive(state) ? (state.leftDown ?? []) : []
}

/**
 * The plan with those that are owed a start. Only as they were left: one that was started since, and stopped, is somebody's own, and after a reboot the boot has
 * decided (failures.md g30). Nothing where the plan starts nothing: they would start what somebody stopped.
 */
export function withLeftDown(plan: Plan, left: readonly UnitRun[], now: readonly UnitState[]): Plan {
  if (!plan.units.some(({ then }) => then === 'restart' || then === 'start')) return plan
  const owed = left.filter(({ unit, invocation }) => now.some((state) => state.name === unit && state.invocationId === invocation && ['inactive', 'failed'].includes(state.activeState))).map(({ unit }) => unit)
  const dependents = [...new Set([...(plan.dependents ?? []), ...owed])]
  return dependents.length === 0 ? plan : { ...plan, dependents }
}
