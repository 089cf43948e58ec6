import * as v from 'valibot'
import type { Answer, Coordinator } from '../../upgrade/ports.ts'

export const aloneSchema = v.strictObject({})

/** A host that asks nobody: the answer is always yes, and nothing is owed. */
export function alone(): Coordinator {
  return {
    async ask(): Promise<Answer> {
      return { kind: 'yes' }
    },
    async done(): Promise<void> {},
  }
}
