import { failure } from '../../errors.ts'

/** One 512-byte header, in POSIX ustar or GNU form. Owner, times and device numbers are not read: nothing shall depend on them. */
export interface TarHeader {
  /** The typeflag; the old NUL is `0`. */
  readonly type: string
  /** Prefix and name joined; bytes, because nothing says they are text. */
  readonly path: Buffer
  readonly sizeBytes: number
  /** All twelve mode bits. */
  readonly mode: number
  readonly linkpath: Buffer
}

/** Reads a header strictly. DATA when its checksum, magic or a number is wrong: a guess here is where two tar readers part. */
export function readTarHeader(block: Buffer): TarHeader {
  if (octal(block, 148, 8) !== checksumOf(block)) throw wrong('its header checksum does not match')
  const magic = block.toString('latin1', 257, 265)
  if (magic !== 'ustar\u000000' && magic !== 'ustar  \0') throw wrong('its header is not of the ustar or GNU form')
  const posix = magic === 'ustar\u000000'
  const prefix = posix ? text(block, 345, 155) : Buffer.alloc(0)
  const name = text(block, 0, 100)
  return {
    type: block[156] === 0 ? '0' : block.toString('latin1', 156, 157),
    path: prefix.length > 0 ? Buffer.concat([prefix, Buffer.from('/'), name]) : name,
    sizeBytes: sizeOf(block),
    mode: octal(block, 100, 8) ?? fail('its mode is not a number'),
    linkpath: text(block, 157, 100),
  }
}

export function isZeroBlock(block: Buffer): boolean {
  return block.every((byte) => byte === 0)
}

/** Octal, or base-256 for what octal cannot hold; never negative, never beyond what a number can count exactly. */
function sizeOf(block: Buffer): number {
  const field = block.subarray(124, 136)
  const first = field[0] ?? 0
  if (first < 0x80) return octal(block, 124, 12) ?? fail('its size is not a number')
  if (first !== 0x80) return fail('its size is negative or not a number')
  const size = BigInt(`0x${field.toString('hex', 1)}`)
  return size <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(size) : fail('its size is beyond all measure')
}

/** Octal digits between optional spaces and a closing space or NUL; null for anything else, an empty field included. */
function octal(block: Buffer, at: number, length: number): number | null {
  const [, digits] = /^ *([0-7]+)[ \0]*$/.exec(block.toString('latin1', at, at + length)) ?? []
  return digits === undefined ? null : Number.parseInt(digits, 8)
}

/** Up to the first NUL. Bytes after it are refused: one reader sees them, another does not. */
function text(block: Buffer, at: number, length: number): Buffer {
  const field = block.subarray(at, at + length)
  const end = field.indexOf(0)
  if (end < 0) return field
  return field.subarray(end).every((byte) => byte === 0) ? field.subarray(0, end) : fail('a name in its header goes on after a NUL byte')
}

function checksumOf(block: Buffer): number {
  let sum = 8 * 0x20
  for (let at = 0; at < 512; at++) if (at < 148 || at >= 156) sum += block[at] ?? 0
  return sum
}

function wrong(why: string): Error {
  return failure('DATA', why)
}
function fail(why: string): never {
  throw wrong(why)
}
