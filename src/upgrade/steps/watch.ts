import { failure } from '../../errors.ts'
import { observe } from '../observe.ts'
import type { Plan } from '../plan.ts'
import type { Step, StepPorts } from './step.ts'

/** Judges the running daemon, not the file on disk. */
export const watch: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    const verdict = await observe(plan, plan.health, ports)
    if (verdict.kind === 'unhealthy') throw failure('ROLLED_BACK', `the new version did not become healthy: ${verdict.because}`)
  },

  /** Looking changes nothing. */
  async undo(): Promise<void> {},
}
