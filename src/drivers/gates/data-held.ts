import { isHeldBack, type TransactionState } from '../../upgrade/journal/fold.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'

/**
 * Data that an earlier way back could not put back are nobody's to build on: another version would be judged on them, and its own snapshot would be one of
 * them. `newest`: the latest transaction that touched anything.
 */
export function dataHeld(newest: () => TransactionState | null): Gate {
  return {
    async ask({ app }: Plan): Promise<Answer> {
      const state = newest()
      if (state === null || !isHeldBack(state)) return { kind: 'yes' }
      return {
        kind: 'no', overridable: 'yes',
        reason: `the data of '${app}' could not be put back by transaction ${state.plan.transaction}, and nobody has said since that they are what they must be`,
        next: `see to them as 'app-upgrade status ${app}' says, then: app-upgrade recover ${app} --data-restored; '--force' goes on with the data as they are`,
      }
    },
  }
}
