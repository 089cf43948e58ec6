import { failure } from '../../../errors.ts'
import type { TrustedComment } from '../../../formats/minisign/minisign.ts'
import { quoted } from '../../../formats/printable.ts'
import { skewMs } from '../limits.ts'
import { timeOf } from '../time-of.ts'
import type { SignedWord } from '../version-ground.ts'

/**
 * What minisign itself prints and never enforces (failures.md 1.5): a signature made for another file is another statement, and
 * one from the future was made by a wrong clock, ours or theirs. REFUSED.
 */
export function checkComment(comment: TrustedComment, signs: string, nowMs: number): void {
  refuseTwice(comment)
  if (comment.file !== null && comment.file !== signs)
    throw failure('REFUSED', `the signature was made for ${quoted(comment.file)}, not for ${quoted(signs)}`, { next: "If the publisher's list has another name, say so in 'signs'." })
  if (comment.timestampSeconds !== null && comment.timestampSeconds * 1000 > nowMs + skewMs)
    throw failure('REFUSED', `the signature is dated ${timeOf(comment.timestampSeconds * 1000)}, which is in the future`, { next: 'Check the clock of this host.' })
  // An end that cannot be read must not be no end.
  if (comment.rest.some((part) => part.startsWith('expires:'))) throw failure('REFUSED', "the signed comment's 'expires:' is no time in seconds")
}

/** Of two versions the one that is wanted would be found in the text, and a file that is named twice would be no name at all. */
function refuseTwice({ rest }: TrustedComment): void {
  const twice = ['version:', 'file:'].find((field) => rest.some((part) => part.startsWith(field) && part !== field))
  if (twice !== undefined) throw failure('REFUSED', `the signed comment says '${twice}' twice`)
}

/** Where a trusted comment may say which version it speaks of: in a field of its own, or anywhere in its text. */
export function wordsOf(comment: TrustedComment): readonly SignedWord[] {
  const mentioned: SignedWord = { where: 'the signed comment', text: comment.text, rule: 'mentions' }
  return comment.version === null ? [mentioned] : [{ where: 'the signed comment', text: comment.version, rule: 'is' }, mentioned]
}
