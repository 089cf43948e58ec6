import { type EnvCursor, isBlank, isLineEnd, peek, take } from './env-cursor.ts'

/** A value without its text. */
export interface EnvValue {
  readonly is: 'set' | 'empty'
  /** From a `#` behind white space on, to the end: what systemd takes for a part of the value, and most others do not. */
  readonly comment: string | null
  /** Whether each quotation mark was closed. */
  readonly ends: 'yes' | 'no'
}

/**
 * Reads what stands behind an equals sign up to the end of its line, which may be several lines further down, as systemd's own reader does
 * (src/basic/env-file.c): quotation marks count only before the first plain character, and a backslash takes the end of a line away.
 */
export function readEnvValue(cursor: EnvCursor): EnvValue {
  const quoted = readQuoted(cursor)
  const plain = readPlain(cursor)
  return { is: quoted.is === 'set' || plain.is === 'set' ? 'set' : 'empty', comment: plain.comment, ends: quoted.ends }
}

/** One quoted piece after the other, with white space between them, which does not count. */
function readQuoted(cursor: EnvCursor): Pick<EnvValue, 'is' | 'ends'> {
  let is: EnvValue['is'] = 'empty'
  for (let mark = peek(cursor); mark === '"' || mark === "'" || isBlank(mark); mark = peek(cursor)) {
    take(cursor)
    if (isBlank(mark)) continue
    for (let one = take(cursor); one !== mark; one = take(cursor)) {
      if (one === '') return { is, ends: 'no' }
      // Within double marks a backslash takes a line feed away, and keeps a mark from ending the value.
      if (one !== '\\' || mark === "'" || !['\n', ''].includes(take(cursor))) is = 'set'
    }
  }
  return { is, ends: 'yes' }
}

function readPlain(cursor: EnvCursor): Pick<EnvValue, 'is' | 'comment'> {
  let is: EnvValue['is'] = 'empty'
  let comment: number | null = null
  const from = cursor.at
  while (!isLineEnd(peek(cursor))) {
    if (comment === null && peek(cursor) === '#' && isBlank(cursor.text.charAt(cursor.at - 1))) comment = cursor.at
    // White space in front of a backslash counts, unlike that at the end of a value.
    const isKept = peek(cursor) === '\\' && cursor.at > from && isBlank(cursor.text.charAt(cursor.at - 1))
    const one = take(cursor)
    const meant = one === '\\' ? take(cursor) : isBlank(one) ? '' : one
    if (comment === null && (isKept || !isLineEnd(meant))) is = 'set'
  }
  return { is, comment: comment === null ? null : cursor.text.slice(comment, cursor.at) }
}
