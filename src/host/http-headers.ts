import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** Headers as they came, name and value in turns → by lower-case name; what stands several times stays several. */
export function gathered(raw: readonly string[]): Headers {
  const found: Record<string, string | readonly string[]> = Object.create(null) as Record<string, string | readonly string[]>
  for (let at = 0; at + 1 < raw.length; at += 2) {
    const [name = '', value = ''] = [raw[at]?.toLowerCase(), raw[at + 1]]
    const before = found[name]
    found[name] = before === undefined ? value : [...(typeof before === 'string' ? [before] : before), value]
  }
  return found
}

/** One header that may stand only once. PROTOCOL when it stands twice: two readers would read two different answers. */
export function single(headers: Headers, name: string): string | null {
  const value = headers[name]
  if (value === undefined) return null
  if (typeof value === 'string') return value
  throw failure('PROTOCOL', `the server sent the header '${name}' ${value.length} times`)
}

/** A strong validator (RFC 9110 8.8.1); a weak one (`W/"…"`) promises equal meaning, not equal bytes. */
export function strongValidator(headers: Headers): string | null {
  const tag = single(headers, 'etag')
  return tag !== null && /^"[\x21\x23-\x7e]{1,256}"$/.test(tag) ? tag : null
}

/** Full size of a 200's body; null when the server does not say. */
export function contentLength(headers: Headers): number | null {
  const text = single(headers, 'content-length')
  if (text === null) return null
  const size = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  if (!Number.isSafeInteger(size)) throw failure('PROTOCOL', `the server promises ${quoted(text, 40)} bytes`)
  return size
}

export interface ContentRange { readonly first: number; readonly last: number; readonly sizeBytes: number | null }

/** `bytes 100-199/200`; null for everything else (failures.md F16: then the download starts again). */
export function contentRange(headers: Headers): ContentRange | null {
  const found = /^bytes (\d{1,16})-(\d{1,16})\/(\d{1,16}|\*)$/.exec(single(headers, 'content-range') ?? '')
  if (found === null) return null
  const [first, last, size] = [Number(found[1]), Number(found[2]), found[3] === '*' ? null : Number(found[3])]
  if (first > last || (size !== null && last !== size - 1)) return null
  return { first, last, sizeBytes: size }
}

/** Seconds or an HTTP date, as milliseconds from now; null when there is none that can be understood. */
export function retryAfterMs(headers: Headers, nowMs: number): number | null {
  const value = headers['retry-after']
  if (typeof value !== 'string') return null
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000
  const at = Date.parse(value)
  return Number.isNaN(at) ? null : Math.max(0, at - nowMs)
}

/** We ask for bytes as they are: what a server compresses on the way is neither what was signed nor bounded (failures.md F17). */
export function refuseEncoding(headers: Headers): void {
  const encoding = headers['content-encoding']
  if (encoding === undefined || encoding === 'identity') return
  throw failure('PROTOCOL', `the server encoded the file as ${quoted(String(encoding), 40)} though it was asked not to`)
}
