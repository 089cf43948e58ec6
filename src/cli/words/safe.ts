import { printable } from '../../formats/printable.ts'
import { messageCharactersMax } from './limits.ts'

/**
 * Scheme, user info, the rest up to the query, and the query. A foreign text may be long: each part is bounded or cannot be
 * entered twice, so that the time grows with the text and not with its square.
 */
const urls = /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/)(?:[^\s/?#]*@)?([^\s?#]*)([?#]\S*)?/gi
const invisible = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu

/**
 * A text of whatever origin, as it may be printed: no escape sequence repaints the terminal, no line feed forges a line, and
 * URLs have lost their credentials and queries (access tokens of presigned URLs; failures.md 1.8).
 */
export function safe(text: string, charactersMax = messageCharactersMax): string {
  return printable(withoutUrlSecrets(text), charactersMax)
}

/** Every URL in the text without user info, query and fragment. */
export function withoutUrlSecrets(text: string): string {
  return text.replace(urls, (_, scheme: string, rest: string, query: string | undefined) => `${scheme}${rest}${closing(query ?? '')}`)
}

/** The punctuation at its end belongs to the sentence around the URL. */
function closing(query: string): string {
  let start = query.length
  while (start > 1 && `'")]},;:.`.includes(query.charAt(start - 1))) start -= 1
  return query.slice(start)
}

/** One JSON document on one line, without URL secrets; what cannot be seen is written as `\u001b`, so nothing of the value is lost. */
export function jsonOf(value: unknown): string {
  return escaped(JSON.stringify(value, safeStrings))
}

/** The same over several lines, for people. */
export function prettyJsonOf(value: unknown): string {
  return JSON.stringify(value, safeStrings, 2).split('\n').map(escaped).join('\n')
}

function safeStrings(_: string, value: unknown): unknown {
  return typeof value === 'string' ? withoutUrlSecrets(value) : value
}

function escaped(json: string): string {
  return json.replace(invisible, (character) =>
    Array.from({ length: character.length }, (_, index) => `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`).join(''))
}
