import type { Plan } from '../plan.ts'
import type { LastStep, StepPorts } from './step.ts'

/** Lets go of the releases that the plan names. The version we came from stays: it is the last one known good. */
export const prune: LastStep = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    await ports.layout.discard(plan, 'kept')
  },
}
