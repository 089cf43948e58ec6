import type { Plan } from '../plan.ts'
import type { LastStep, StepPorts } from './step.ts'

/** Tells the fleet that this host is up again: the other half of `lease`. */
export const settle: LastStep = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    await ports.coordinator.done(plan)
  },
}
