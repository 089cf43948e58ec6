import type { Plan } from '../../upgrade/plan.ts'

/** Units that rest are not looked at: they would only say that they rest (failures.md g30). */
export function watchedUnits(plan: Plan): readonly string[] {
  return plan.units.filter((one) => one.then === 'restart').map((one) => one.name)
}
