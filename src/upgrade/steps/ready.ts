import type { HealthRule, UnitBefore } from '../../policy/reading.ts'
import { observe, type Judgement } from '../observe.ts'
import type { Plan, PlannedUnit } from '../plan.ts'
import type { StepPorts } from './step.ts'

/**
 * Judges one unit alone, before the next is restarted: a daemon that starts and dies must not take its helpers with it. Only the probes that it names are
 * asked, for the others may speak of units that still run the version before. Null: nothing must hold.
 */
export async function judgeReady(plan: Plan, { ready }: PlannedUnit, ports: StepPorts, rule: HealthRule & { readonly before: readonly [UnitBefore] }): Promise<Judgement | null> {
  if (ready === undefined) return null
  const probes = ports.probes.filter(({ name }) => ready.probes.includes(name))
  return observe(plan, { ...rule, steadyMs: ready.steadyMs, probes: ready.probes }, { ...ports, probes })
}
