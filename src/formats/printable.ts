/** Control, format (bidirectional marks, zero-width signs), line separators and lone surrogates: nothing a reader can see. */
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u
const everyInvisible = new RegExp(invisible.source, 'gu')

/**
 * A foreign string, safe to show: what cannot be seen is written out (`\x1b`, `\u{202e}`), and it ends at `charactersMax`.
 * An escape sequence in a file name or comment must not be able to repaint a terminal, nor a line feed forge a log line.
 */
export function printable(text: string, charactersMax = 200): string {
  // Cut before escaping, so that a huge string costs nothing; code points, so that no pair is torn in two.
  const head = Array.from(text.slice(0, charactersMax * 2)).slice(0, charactersMax).join('')
  const shown = head.replaceAll(everyInvisible, escapeOne)
  return head.length < text.length ? `${shown}…` : shown
}

/** The same in quotation marks, for messages. */
export function quoted(text: string, charactersMax = 200): string {
  return `'${printable(text, charactersMax)}'`
}

/** Whether `printable` would change a character of it. */
export function isPrintable(text: string): boolean {
  return !invisible.test(text)
}

function escapeOne(character: string): string {
  const code = character.codePointAt(0) ?? 0
  const hex = code.toString(16)
  return code < 0x100 ? `\\x${hex.padStart(2, '0')}` : `\\u{${hex}}`
}
