import { failure } from '../../errors.ts'
import { gzipHeaderBytesMax } from '../limits.ts'

const flags = { headerChecksum: 2, extra: 4, name: 8, comment: 16, reserved: 0xe0 } as const
const fixedBytes = 10

/**
 * Length of the gzip header (RFC 1952 2.3) at the beginning of these bytes; null when more bytes are needed to tell. DATA when
 * they are no gzip file, or the header goes on for longer than any real one.
 */
export function gzipHeaderBytes(bytes: Uint8Array): number | null {
  refuseOther(bytes)
  if (bytes.length < fixedBytes) return null
  const length = endOf(bytes)
  if (length === null && bytes.length > gzipHeaderBytesMax) throw failure('DATA', `the gzip header is longer than ${gzipHeaderBytesMax} bytes`)
  return length !== null && length <= bytes.length ? length : null
}

function refuseOther(bytes: Uint8Array): void {
  const [first = 0x1f, second = 0x8b, method = 8, flagBits = 0] = bytes
  if (first !== 0x1f || second !== 0x8b) throw failure('DATA', 'this is not a gzip file')
  if (method !== 8) throw failure('DATA', `gzip method ${method} is unknown`)
  if ((flagBits & flags.reserved) !== 0) throw failure('DATA', 'the gzip header has reserved flags')
}

/** Optional parts in the order of RFC 1952: extra field, name, comment, header checksum. */
function endOf(bytes: Uint8Array): number | null {
  const present = bytes[3] ?? 0
  let at: number | null = fixedBytes
  if ((present & flags.extra) !== 0) at = afterExtra(bytes, at)
  if ((present & flags.name) !== 0) at = afterZero(bytes, at)
  if ((present & flags.comment) !== 0) at = afterZero(bytes, at)
  return at !== null && (present & flags.headerChecksum) !== 0 ? at + 2 : at
}

function afterExtra(bytes: Uint8Array, at: number): number | null {
  const [low, high] = [bytes[at], bytes[at + 1]]
  return low === undefined || high === undefined ? null : at + 2 + low + high * 256
}

function afterZero(bytes: Uint8Array, at: number | null): number | null {
  const zero = at === null ? -1 : bytes.indexOf(0, at)
  return zero < 0 ? null : zero + 1
}
