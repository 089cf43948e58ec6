import { crc32 } from 'node:zlib'
import { failure } from '../errors.ts'
import { gzipHeaderBytes } from '../formats/archive/gzip-header.ts'
import { refuseBeyond, release } from './decompressed.ts'
import { inflater, pieces } from './inflate.ts'
import { errnoOf } from './system-error.ts'

const trailerBytes = 8

/**
 * Decompresses exactly one gzip member. node:zlib's own gunzip reads on into a second member and drops what lies behind it without
 * a word; two readers of one such file see two archives. So header and trailer are read here, and only the middle is zlib's.
 * DATA for a bad checksum, a cut, a second member, one byte behind the end, or more output than `outputBytesMax`.
 */
export async function* gunzip(bytes: AsyncIterable<Uint8Array>, outputBytesMax: number): AsyncIterable<Uint8Array> {
  const inflate = inflater()
  const seen: Seen = { checksum: 0, sizeBytes: 0 }
  let part: 'header' | 'data' | 'trailer' = 'header'
  let header: Uint8Array = new Uint8Array()
  let trailer: Uint8Array = new Uint8Array()
  try {
    for await (const piece of pieces(bytes)) {
      let rest = piece
      if (part === 'header') {
        header = Buffer.concat([header, rest])
        const length = gzipHeaderBytes(header)
        if (length === null) continue
        rest = header.subarray(length)
        part = 'data'
      }
      if (part === 'data') {
        const { output, left } = await inflate.take(rest)
        yield* counted(output, seen, outputBytesMax)
        if (left === null) continue
        rest = left
        part = 'trailer'
      }
      trailer = grown(trailer, rest)
    }
    check(trailer, seen)
  } catch (thrown) {
    throw malformed(thrown)
  } finally {
    inflate.close()
  }
}

interface Seen { checksum: number; sizeBytes: number }

function* counted(output: readonly Uint8Array[], seen: Seen, bytesMax: number): Iterable<Uint8Array> {
  for (const chunk of output) {
    seen.checksum = crc32(chunk, seen.checksum)
    seen.sizeBytes = refuseBeyond(seen.sizeBytes + chunk.length, bytesMax)
    yield chunk
    release(chunk)
  }
}

function grown(trailer: Uint8Array, more: Uint8Array): Uint8Array {
  if (trailer.length + more.length > trailerBytes) throw failure('DATA', 'something lies behind the end of the gzip file')
  return Buffer.concat([trailer, more])
}

function check(trailer: Uint8Array, seen: Seen): void {
  if (trailer.length < trailerBytes) throw failure('DATA', 'the gzip file is cut off')
  const view = Buffer.from(trailer)
  if (view.readUInt32LE(0) !== seen.checksum) throw failure('DATA', 'the gzip checksum does not match')
  // RFC 1952: the size modulo 2^32. Beyond 4 GiB it proves little, but the checksum proves the rest.
  if (view.readUInt32LE(4) !== seen.sizeBytes % 2 ** 32) throw failure('DATA', 'the gzip size does not match')
}

function malformed(thrown: unknown): unknown {
  return errnoOf(thrown)?.startsWith('Z_') === true ? failure('DATA', 'the gzip file is damaged', { cause: thrown }) : thrown
}
