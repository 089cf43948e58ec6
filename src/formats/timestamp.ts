import { failure } from '../errors.ts'
import { quoted } from './printable.ts'

const form = /^(\d{4}-\d\d-(\d\d))[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?([Zz]|[+-]\d\d:\d\d)?$/

/**
 * Reads `2026-12-01T00:00:00Z` or `2026-12-01 01:00+01:00` as milliseconds since 1970 (RFC 3339). DATA for anything else: a moment without
 * its zone is another one on every machine, and 31 February is no day at all.
 */
export function parseTimestamp(text: string): number {
  const [, date = '', day = '', zone] = form.exec(text) ?? []
  if (date === '') throw failure('DATA', `${quoted(text, 40)} is not a moment: write it like '2026-12-01T00:00:00Z'`)
  if (zone === undefined) throw failure('DATA', `${quoted(text, 40)} does not say its zone: write it like '2026-12-01T00:00:00Z'`)
  const atMs = Date.parse(text.replace(' ', 'T').toUpperCase())
  // The language's own reader makes 3 March of the 31st of February.
  if (Number.isNaN(atMs) || new Date(date).getUTCDate() !== Number(day)) throw failure('DATA', `${quoted(text, 40)} is in no calendar`)
  return atMs
}
