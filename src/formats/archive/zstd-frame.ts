import { failure } from '../../errors.ts'
import { zstdPieceOutputBytesMax, zstdWindowBytesMax } from '../limits.ts'

const magic = [0x28, 0xb5, 0x2f, 0xfd]
const blockBytesMax = 128 * 1024
const blockHeaderBytes = 3
const checksumBytes = 4

/**
 * Hands the bytes of exactly one zstd frame (RFC 8878) on, cut between blocks so that no piece decompresses to more than a few
 * mebibytes: a block of four bytes can stand for 128 KiB. DATA for a cut, anything behind the frame (a second one, too), a dictionary, or a window that is too
 * large; what the blocks hold is not looked at.
 */
export async function* oneZstdFrame(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const frame: Frame = { part: 'header', gathered: [], leftBytes: 0, isLast: false, hasChecksum: false, outputBytes: 0 }
  for await (const chunk of bytes) {
    let from = 0
    for (let at = 0; at < chunk.length; ) {
      at = advance(frame, chunk, at)
      if (frame.outputBytes < zstdPieceOutputBytesMax) continue
      frame.outputBytes = 0
      yield chunk.subarray(from, at)
      from = at
    }
    if (from < chunk.length) yield chunk.subarray(from)
  }
  if (frame.part !== 'end') throw failure('DATA', 'the zstd file is cut off')
}

interface Frame {
  part: 'header' | 'block header' | 'block' | 'checksum' | 'end'
  /** Of a header that chunks may cut through. */
  gathered: number[]
  /** Of the block or the checksum. */
  leftBytes: number
  isLast: boolean
  hasChecksum: boolean
  /** What may come out of the bytes since the last cut. */
  outputBytes: number
}

/** Takes one byte of a header, or as much of a block as there is, and answers where it goes on. */
function advance(frame: Frame, chunk: Uint8Array, at: number): number {
  switch (frame.part) {
    case 'header':
      frame.gathered.push(chunk[at] as number)
      readHeader(frame)
      return at + 1
    case 'block header':
      frame.gathered.push(chunk[at] as number)
      if (frame.gathered.length === blockHeaderBytes) readBlockHeader(frame)
      return at + 1
    case 'block':
    case 'checksum': {
      const taken = Math.min(frame.leftBytes, chunk.length - at)
      frame.leftBytes -= taken
      if (frame.leftBytes === 0) goOn(frame)
      return at + taken
    }
    case 'end':
      throw failure('DATA', 'something lies behind the end of the zstd file')
  }
}

/** When it is there as a whole: magic, descriptor, window, size of the content. */
function readHeader(frame: Frame): void {
  const { gathered } = frame
  if (gathered.some((byte, at) => at < magic.length && byte !== magic[at])) throw failure('DATA', 'this is not a zstd file')
  const [, , , , descriptor] = gathered
  if (descriptor === undefined) return
  if ((descriptor & 0x08) !== 0) throw failure('DATA', 'the zstd file has a reserved flag')
  if ((descriptor & 0x03) !== 0) throw failure('DATA', 'the zstd file needs a dictionary, which is not accepted')
  const isSingle = (descriptor & 0x20) !== 0
  const sizeAt = isSingle ? 5 : 6
  const sizeBytes = [isSingle ? 1 : 0, 2, 4, 8][descriptor >>> 6] as number
  if (gathered.length < sizeAt + sizeBytes) return
  // A single segment is its own window.
  const windowBytes = isSingle ? numberIn(gathered.slice(sizeAt)) : windowOf(gathered[5] as number)
  if (windowBytes > zstdWindowBytesMax) throw failure('DATA', `the zstd file needs a window of ${windowBytes} bytes, more than ${zstdWindowBytesMax}`)
  frame.hasChecksum = (descriptor & 0x04) !== 0
  frame.gathered = []
  frame.part = 'block header'
}

function windowOf(byte: number): number {
  const base = 2 ** (10 + (byte >>> 3))
  return base + (base / 8) * (byte & 7)
}

/** Little-endian. Two bytes begin at 256, which does not matter for a limit. */
function numberIn(bytes: readonly number[]): number {
  return bytes.reduceRight((number, byte) => number * 256 + byte, 0)
}

function readBlockHeader(frame: Frame): void {
  const header = numberIn(frame.gathered)
  const [type, size] = [(header >>> 1) & 3, header >>> 3]
  if (type === 3) throw failure('DATA', 'the zstd file has a block of a reserved kind')
  if (size > blockBytesMax) throw failure('DATA', 'the zstd file has a block that is too large')
  frame.isLast = (header & 1) === 1
  frame.leftBytes = type === 1 ? 1 : size
  frame.outputBytes += type === 2 ? blockBytesMax : size
  frame.gathered = []
  frame.part = 'block'
  if (frame.leftBytes === 0) goOn(frame)
}

/** What comes behind a block, or behind the checksum. */
function goOn(frame: Frame): void {
  const wasChecksum = frame.part === 'checksum'
  frame.part = !frame.isLast ? 'block header' : frame.hasChecksum && !wasChecksum ? 'checksum' : 'end'
  if (frame.part === 'checksum') frame.leftBytes = checksumBytes
}
