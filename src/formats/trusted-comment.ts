/** A signed comment: `timestamp:1700000000\tfile:SHA256SUMS\thashed`, in any order, or free text. */
export interface TrustedComment {
  readonly text: string
  readonly timestampSeconds: number | null
  /** The file that was signed, as its publisher named it. */
  readonly file: string | null
  /** Our own field, by which a publisher binds a version: `version:v0.2.0`. */
  readonly version: string | null
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
  const timestamp = only(parts, 'timestamp:')
  const timestampSeconds = timestamp !== null && /^\d{1,15}$/.test(timestamp) ? Number(timestamp) : null
  const [file, version, hashed] = [only(parts, 'file:'), only(parts, 'version:'), parts.filter((part) => part === 'hashed').length === 1]
  const known = new Set([timestampSeconds === null ? '' : `timestamp:${timestamp}`, `file:${file}`, `version:${version}`, hashed ? 'hashed' : ''])
  return { text, timestampSeconds, file, version, hashed, rest: parts.filter((part) => part !== '' && !known.has(part)) }
}

function only(parts: readonly string[], prefix: string): string | null {
  const values = parts.filter((part) => part.startsWith(prefix)).map((part) => part.slice(prefix.length))
  const [value = ''] = values
  return values.length === 1 && value !== '' ? value : null
}
