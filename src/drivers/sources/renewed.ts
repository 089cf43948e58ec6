import type { Clock } from '../../host/types.ts'
import { keyRenewalMs } from './limits.ts'

/** Something that holds for a time. Null: until the run ends. */
interface Passing { readonly expiresAtMs: number | null }

/** Asks once, and again shortly before what was given ends. A failure is not kept. */
export function renewed<Given extends Passing>(give: (signal: AbortSignal) => Promise<Given>, clock: Pick<Clock, 'nowMs'>): (signal: AbortSignal) => Promise<Given> {
  let given: Given | null = null
  return async (signal) => {
    if (given === null || (given.expiresAtMs !== null && given.expiresAtMs - keyRenewalMs <= clock.nowMs())) given = await give(signal)
    return given
  }
}
