/** A signed comment: `timestamp:1700000000\tfile:SHA256SUMS\thashed`, in any order, or free text. */
export interface TrustedComment {
  readonly text: string
  readonly timestampSeconds: number | null
  /** The file that was signed, as its publisher named it. */
  readonly file: string | null
  /** Our own field, by which a publisher binds a version: `version:v0.2.0`. */
  readonly version: string | null
  /** Our own field, by which a publisher lets a signature run out: `expires:1800000000`, in seconds like `timestamp:`. */
  readonly expiresSeconds: number | null
  readonly hashed: boolean
  /** What was none of these. */
  readonly rest: readonly string[]
}

/**
 * Takes a trusted comment apart. It never fails, because free text is legal: a field that is malformed or there twice is no field
 * but `rest`, so a policy that demands it refuses.
 */
export function readTrustedComment(text: string): TrustedComment {
  const parts = text.split('\t')
  const [timestamp, expires] = [only(parts, 'timestamp:'), only(parts, 'expires:')]
  const [timestampSeconds, expiresSeconds] = [secondsIn(timestamp), secondsIn(expires)]
  const [file, version, hashed] = [only(parts, 'file:'), only(parts, 'version:'), parts.filter((part) => part === 'hashed').length === 1]
  const known = new Set([timestampSeconds === null ? '' : `timestamp:${timestamp}`, expiresSeconds === null ? '' : `expires:${expires}`, `file:${file}`, `version:${version}`, hashed ? 'hashed' : ''])
  return { text, timestampSeconds, file, version, expiresSeconds, hashed, rest: parts.filter((part) => part !== '' && !known.has(part)) }
}

function secondsIn(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null
}

function only(parts: readonly string[], prefix: string): string | null {
  const values = parts.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length))
  const [value = ''] = values
  return values.length === 1 && value !== '' ? value : null
}
