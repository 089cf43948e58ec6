import { failure } from '../../errors.ts'
import type { TrustedComment } from '../../formats/minisign.ts'
import { printable, quoted } from '../../formats/printable.ts'
import { containsVersion, readVersion, type Version, versionsIn } from '../../release/version.ts'
import { skewMs } from './limits.ts'

/**
 * What minisign itself prints and never enforces (failures.md 1.5): a signature made for another file is another statement, and
 * one from the future was made by a wrong clock, ours or theirs. REFUSED.
 */
export function checkComment(comment: TrustedComment, signs: string, nowMs: number): void {
  if (comment.file !== null && comment.file !== signs)
    throw failure('REFUSED', `the signature was made for ${quoted(comment.file)}, not for ${quoted(signs)}`, { next: "If the publisher's list has another name, say so in 'signs'." })
  if (comment.timestampSeconds !== null && comment.timestampSeconds * 1000 > nowMs + skewMs)
    throw failure('REFUSED', `the signature is dated ${dateOf(comment.timestampSeconds)}, which is in the future`, { next: 'Check the clock of this host.' })
}

/**
 * Why we believe that the signed artifact is this version: its signed name says so, or the signed comment does. REFUSED when
 * neither does, or when they contradict: else any older signed release could be served as the newest (failures.md M29).
 */
export function versionGround(version: Version, signedName: string | null, comment: TrustedComment): string {
  const claimed = comment.version === null ? null : readVersion(comment.version)
  if (comment.version !== null && claimed !== version) throw notBound(version, `the signed comment says ${quoted(comment.version, 80)}`)
  const named = versionsIn(signedName ?? '')
  if (named.includes(version)) return `version ${version} is in the signed name ${quoted(signedName ?? '')}`
  if (named.length > 0) throw notBound(version, `the signed name ${quoted(signedName ?? '')} says ${named.map((one) => printable(one)).join(', ')}`)
  if (claimed === version || containsVersion(comment.text, version)) return `version ${version} is in the signed comment`
  throw notBound(version, 'neither the signed name nor the signed comment says so')
}

function notBound(version: Version, why: string): Error {
  return failure('REFUSED', `nothing signed says that this is version ${version}: ${why}`, { next: "The publisher puts the version into the archive's name, or signs with minisign -t 'version:…'." })
}

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000)
  return Number.isNaN(date.getTime()) ? `second ${seconds}` : date.toISOString()
}
