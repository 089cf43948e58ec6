import { failure } from '../../errors.ts'
import type { Plan, PlannedCommand } from '../plan.ts'
import type { Step, StepPorts } from './step.ts'

/** The way back for what the new version makes of the daemon's data. */
export const snapshot: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    if (plan.data?.undo === 'snapshot') await run(plan.data.snapshot, 'taken', ports)
  },

  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    if (plan.data?.undo === 'snapshot') await run(plan.data.restore, 'restored', ports)
  },
}

async function run(command: PlannedCommand, what: 'taken' | 'restored', { operator }: StepPorts): Promise<void> {
  const { status, output, trouble } = await operator.run(command)
  if (status !== 0) throw failure(what === 'taken' ? 'REFUSED' : 'STUCK', `the snapshot of the daemon's data could not be ${what}: ${trouble ?? `exit status ${status}`}: ${output}`)
}
