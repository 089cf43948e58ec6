import type { Plan } from '../plan.ts'
import type { Step, StepPorts } from './step.ts'

/** The one step that changes what is live. */
export const swap: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    await ports.layout.swap(plan)
  },

  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    await ports.layout.restore(plan)
  },
}
