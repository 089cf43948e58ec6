import { failure } from '../../errors.ts'
import type { Trust } from '../../upgrade/ports.ts'
import { skewMs } from './limits.ts'
import { timeOf } from './time-of.ts'

/** A moment that has passed already, and how we know: "this program was built". `recordedIn`: the file that says so, which a clock that was wrong then made wrong. */
export interface Passed { readonly atMs: number; readonly what: string; readonly recordedIn: string | null }
export interface Freshness {
  /** `required`: a statement that never ends is not believed (J05). One that has ended never is. */
  readonly expiry: 'honoured' | 'required'
  readonly notBefore: readonly Passed[]
}

/**
 * A trust that first looks at the clock: before a moment that is known to have passed, nobody can say what has expired, and whoever sets a clock back
 * makes old signatures good again (failures.md F25). REFUSED.
 */
export function fresh(trust: Trust, { expiry, notBefore }: Freshness): Trust {
  return {
    async verify(evidence) {
      for (const passed of notBefore) refuseBefore(passed, evidence.atMs)
      const statement = await trust.verify(evidence)
      if (expiry === 'required' && statement.expiresAtMs === null)
        throw failure('REFUSED', 'nothing that is signed says until when it counts, and the settings require that', { next: "The publisher lists BEST-BEFORE-<date> among the checksums, or signs with 'expires:' in the comment; or say expiry = \"honoured\" under [release]." })
      return statement
    },
  }
}

/** Less than the skew is a clock that was corrected. */
function refuseBefore({ atMs, what, recordedIn }: Passed, nowMs: number): void {
  if (nowMs >= atMs - skewMs) return
  throw failure('REFUSED', `the clock of this host says ${timeOf(nowMs)}, but ${what} on ${timeOf(atMs)}`, { next: `Set the clock, and upgrade again.${recordedIn === null ? '' : ` If the clock was wrong when that was recorded, move '${recordedIn}' aside.`}` })
}
