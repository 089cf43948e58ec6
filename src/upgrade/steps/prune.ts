import type { Plan } from '../plan.ts'
import type { LastStep, StepPorts } from './step.ts'

/** Lets go of what is older than the plan wants to keep. The version we came from stays: it is the last one known good. */
export const prune: LastStep = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    await ports.layout.discard(plan, 'kept')
  },
}
