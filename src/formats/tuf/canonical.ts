import { failure } from '../../errors.ts'
import type { Json } from '../strict-json.ts'

/** What TUF signs: keys sorted, no white space, only the quotation mark and the backslash escaped (OLPC canonical JSON). DATA for a fraction, which has no such form. */
export function canonicalJson(value: Json): Buffer {
  return Buffer.from(written(value), 'utf8')
}

function written(value: Json): string {
  if (typeof value === 'string') return inQuotes(value)
  if (typeof value === 'number') {
    if (Number.isSafeInteger(value)) return Object.is(value, -0) ? '0' : String(value)
    throw failure('DATA', `the number ${value} cannot be signed: it is not whole`)
  }
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(written).join(',')}]`
  const entries = Object.entries(value as Readonly<Record<string, Json>>).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${entries.map(([key, one]) => `${inQuotes(key)}:${written(one)}`).join(',')}}`
}

function inQuotes(text: string): string {
  return `"${text.replaceAll(/[\\"]/g, String.raw`\$&`)}"`
}
