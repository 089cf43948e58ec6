import { failure } from '../../errors.ts'
import type { Plan } from '../plan.ts'
import type { Step, StepPorts } from './step.ts'

/** May this host go down now? The answer is owed a `done`, also when we die before we hear it. */
export const lease: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    const answer = await ports.coordinator.ask(plan)
    if (answer.kind === 'no') throw failure('TEMPORARY', answer.reason, { next: answer.next })
  },

  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    await ports.coordinator.done(plan)
  },
}
