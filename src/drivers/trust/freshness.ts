import { failure } from '../../errors.ts'
import { timeOf } from './time-of.ts'

/**
 * Held to the clock, whatever the settings say: a statement that its own publisher let expire is how somebody keeps a host on an old release for
 * ever (J04, "indefinite freeze"). REFUSED when it has expired; else the sentence that says until when it counts.
 */
export function freshGround(expiresAtMs: number | null, nowMs: number): readonly string[] {
  if (expiresAtMs === null) return []
  if (nowMs > expiresAtMs) throw failure('REFUSED', `what the publisher signed counted only until ${timeOf(expiresAtMs)}`, { next: 'The publisher must sign it anew. Somebody may be withholding newer releases; or the clock of this host is wrong.' })
  return [`it counts until ${timeOf(expiresAtMs)}`]
}

/** The earlier of two ends, either of which may not have been said. */
export function earliest(...endsMs: readonly (number | null)[]): number | null {
  const said = endsMs.filter((end) => end !== null)
  return said.length === 0 ? null : Math.min(...said)
}
