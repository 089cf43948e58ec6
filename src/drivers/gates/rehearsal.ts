import type { SampleReading } from '../../policy/reading.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'

/** Runs what asks the new files who they are, where they lie, before they are live: one sample each. */
export type Rehearse = (plan: Plan, signal: AbortSignal) => Promise<readonly SampleReading[]>

/**
 * A release that cannot be executed here (another C library, another loader), or that says it is another version, is found before the
 * daemon is touched: it would come back from its restart ill (failures.md g11, g27). Its signature is known good by now.
 */
export function rehearsal(rehearse: Rehearse): Gate {
  return {
    async ask(plan: Plan, signal: AbortSignal): Promise<Answer> {
      for (const { outcome, detail } of await rehearse(plan, signal)) if (outcome === 'ill' || outcome === 'fatal') return refusal(plan, detail)
      // What could not see is no proof, and no reason to refuse either: the running daemon is judged all the same.
      return { kind: 'yes' }
    },
  }
}

function refusal(plan: Plan, detail: string): Answer {
  return {
    kind: 'no',
    reason: `version ${plan.to.version} does not pass its rehearsal: ${detail}`,
    next: `ask its publisher, or see for yourself what it says; '--force' goes on without this rehearsal`,
    overridable: 'yes',
  }
}
