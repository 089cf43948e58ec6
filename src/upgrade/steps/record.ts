import type { Plan } from '../plan.ts'
import type { LastStep, StepPorts } from './step.ts'

/** Tells others what is installed now, in a file that they read. */
export const record: LastStep = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    if (plan.buildInfo !== undefined) await ports.records.write(plan.buildInfo)
  },
}
