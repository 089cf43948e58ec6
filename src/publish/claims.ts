import { failure } from '../errors.ts'
import { isPrintable, quoted } from '../formats/printable.ts'
import { commentCharactersMax } from './limits.ts'

/** What the publisher's signature says besides the bytes. */
export interface Claims {
  readonly file: string
  readonly version: string
  readonly atMs: number
  readonly bestBeforeMs: number | null
  readonly comment: string | null
}

const fields = /^(?:timestamp|file|version|expires):|^hashed$/

/** The trusted comment: what `minisign -S` would say, then our own fields, then words for people. Tabs stand between them. */
export function trustedCommentOf({ file, version, atMs, bestBeforeMs, comment }: Claims): string {
  return [
    `timestamp:${seconds(atMs)}`, `file:${file}`, 'hashed', `version:${version}`,
    ...(bestBeforeMs === null ? [] : [`expires:${seconds(bestBeforeMs)}`]),
    ...(comment === null ? [] : [checkedComment(comment)]),
  ].join('\t')
}

/** Free text that could be read as one of the fields would contradict it, and the signature would then prove nothing. */
function checkedComment(comment: string): string {
  if (comment !== '' && comment.length <= commentCharactersMax && isPrintable(comment) && !fields.test(comment)) return comment
  throw failure('USAGE', `${quoted(comment, 80)} cannot be the comment`, { next: `One line of at most ${commentCharactersMax} characters that does not begin like a field ('version:').` })
}

function seconds(atMs: number): number {
  return Math.floor(atMs / 1000)
}
