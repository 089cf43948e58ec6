import { leftDown, withLeftDown } from '../upgrade/memory/left-down.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { LiveState } from './live.ts'
import { serviceFor } from './service.ts'

/** Who went down with a version that stays, and whom nobody has started since, is started with the next one. */
export async function withOwed(plan: Plan, { records }: Pick<LiveState, 'records'>): Promise<Plan> {
  const left = leftDown(records)
  if (left.length === 0 || plan.units.length === 0) return plan
  const service = await serviceFor('now')
  return withLeftDown(plan, left, await Promise.all(left.map(({ unit }) => service.state(unit))))
}
