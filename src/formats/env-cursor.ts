/** A place in a text of lines that end in LF, CR LF or CR alone, all of which systemd takes for an end. `line` counts from 1. */
export interface EnvCursor { readonly text: string; at: number; line: number }

/** Empty at the end of the text. */
export function peek({ text, at }: EnvCursor): string {
  return text.charAt(at)
}

/** One character, and no pair of CR LF: within a value each of them is one. */
export function take(cursor: EnvCursor): string {
  const one = peek(cursor)
  const before = cursor.text.charAt(cursor.at - 1)
  cursor.at += one.length
  if (one === '\r' || (one === '\n' && before !== '\r')) cursor.line += 1
  return one
}

/** White space within a line. */
export function skipBlanks(cursor: EnvCursor): void {
  while (isBlank(peek(cursor))) cursor.at += 1
}

/** Over what ends this line, if it is there. */
export function endLine(cursor: EnvCursor): void {
  if (take(cursor) === '\r' && peek(cursor) === '\n') take(cursor)
}

/** Up to the end of the line, which is not taken. */
export function restOfLine(cursor: EnvCursor): string {
  const from = cursor.at
  while (!isLineEnd(peek(cursor))) cursor.at += 1
  return cursor.text.slice(from, cursor.at)
}

/** What stands before the next equals sign but at the very front, and the sign is taken, too. Null when this line has none: then the whole line is taken. */
export function upToEquals(cursor: EnvCursor): string | null {
  const from = cursor.at
  take(cursor)
  while (!isLineEnd(peek(cursor)) && peek(cursor) !== '=') cursor.at += 1
  if (peek(cursor) !== '=') return null
  cursor.at += 1
  return cursor.text.slice(from, cursor.at - 1)
}

/** The end of the text ends its last line, too. */
export function isLineEnd(one: string): boolean {
  return one === '' || one === '\n' || one === '\r'
}

export function isBlank(one: string): boolean {
  return one === ' ' || one === '\t'
}
