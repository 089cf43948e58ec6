import { failure } from '../../errors.ts'
import type { TrustedComment } from '../../formats/minisign/minisign.ts'
import { quoted } from '../../formats/printable.ts'
import { timeOf } from './time-of.ts'

/** The beginning of a day, in UTC and ms. CONFIG when the text is none. */
export function dayOf(text: string): number {
  const ms = /^\d{4}-\d{2}-\d{2}$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN
  if (!Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text)) return ms
  throw failure('CONFIG', `${quoted(text, 40)} is no day, like 2026-10-01`)
}

/**
 * A retired key's signature counts only when it says that it was made before the cut-off (M35). The date is the signer's own word, signed with that very
 * key: it stops a build that still uses the old key by mistake, and it stops nobody who stole the key, for a thief dates back. A stolen key is
 * to be taken out of the settings. REFUSED.
 */
export function refuseRetired(keyId: string, untilMs: number | null, comment: TrustedComment): void {
  if (untilMs === null) return
  const madeMs = comment.timestampSeconds === null ? null : comment.timestampSeconds * 1000
  if (madeMs !== null && madeMs < untilMs) return
  throw failure('REFUSED', `key ${keyId} was retired on ${timeOf(untilMs)}, and the signature ${madeMs === null ? 'does not say when it was made' : `is dated ${timeOf(madeMs)}`}`, { next: 'The publisher signs with the new key; trust that one.' })
}
