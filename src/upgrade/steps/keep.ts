import type { Plan } from '../plan.ts'
import type { Step, StepPorts } from './step.ts'

/** Makes the live version the kept one. What is live stays what it is, byte for byte, at every instant. */
export const keep: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    await ports.layout.keep(plan)
  },

  /** Comes after `swap.undo`: the live files are the kept version, so nothing else needs to be kept any more. */
  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    await ports.layout.discard(plan, 'new')
  },
}
