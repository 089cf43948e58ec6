import { printable } from '../../formats/printable.ts'
import { messageCharactersMax } from './limits.ts'

/** Scheme, user info, the rest up to the query, and the query up to the punctuation that closes the sentence. */
const urls = /([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#]*@)?([^\s?#]*)(?:[?#]\S*?(?=['")\]},;:.]*(?:\s|$)))?/gi
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
  return text.replace(urls, '$1$2')
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
