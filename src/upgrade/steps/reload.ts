import type { Plan } from '../plan.ts'
import type { Step, StepPorts } from './step.ts'

/** Makes the service manager read the unit files of the version that is live now. */
export const reload: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    if (plan.units.length > 0) await ports.service.reload()
  },

  /** The kept unit files are not back yet: `standby.undo` comes after `swap.undo`, and reloads then. */
  async undo(): Promise<void> {},
}
