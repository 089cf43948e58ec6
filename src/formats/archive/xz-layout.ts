import { failure } from '../../errors.ts'
import { crc32 } from './crc32.ts'
import { xzBlocksMax, xzDictionaryBytesMax, xzIndexBytesMax } from '../limits.ts'
import { partOf, type PartsOfFile } from '../part-of-file.ts'

const headerBytes = 12
const footerBytes = 12
const headerMagic = Buffer.from('fd377a585a00', 'hex')
const footerMagic = Buffer.from('YZ')
const blockHeaderBytesMax = 1024
const lzma2 = 0x21

/**
 * Checks that an xz file is exactly one stream, without padding, and how much memory it asks for. The index at the end says how long each block is;
 * if header, blocks, index and footer are the whole file, nothing can lie before, between or behind them. That the index is true is checked
 * by whoever decompresses the file. DATA for anything else, and for a dictionary of more than 64 MiB.
 */
export async function checkXzLayout(file: PartsOfFile): Promise<void> {
  const header = await partOf(file, 0, headerBytes)
  if (!header.subarray(0, headerMagic.length).equals(headerMagic.subarray(0, header.length)) || header.length === 0) throw failure('DATA', 'this is not an xz file')
  if (file.sizeBytes < headerBytes + footerBytes || file.sizeBytes % 4 !== 0) throw failure('DATA', 'the xz file is cut off, or something lies behind its end')
  const footer = await partOf(file, file.sizeBytes - footerBytes, footerBytes)
  if (!footer.subarray(10).equals(footerMagic) || footer.readUInt32LE(0) !== crc32(footer.subarray(4, 10))) throw failure('DATA', 'the xz file is cut off, or something lies behind its end')
  const indexBytes = (footer.readUInt32LE(4) + 1) * 4
  const indexAt = file.sizeBytes - footerBytes - indexBytes
  if (indexBytes > xzIndexBytesMax || indexAt < headerBytes) throw failure('DATA', `the xz file is damaged: its index is ${indexBytes} bytes long`)
  const end = blockSizes(await partOf(file, indexAt, indexBytes)).reduce((sum, size) => sum + size, headerBytes)
  if (end !== indexAt) throw failure('DATA', 'the xz file is more than one stream, or something lies before its end')
  // The decompressor refuses such a dictionary in any block, without a word why; all blocks of one file ask for the same.
  checkBlock(await partOf(file, headerBytes, blockHeaderBytesMax))
}

/** How long each block is, padding included. */
function blockSizes(index: Buffer): readonly number[] {
  const body = index.subarray(0, -4)
  if (index[0] !== 0 || index.readUInt32LE(index.length - 4) !== crc32(body)) throw failure('DATA', 'the xz file is damaged: its index is wrong')
  const numbers = { bytes: body, at: 1 }
  const count = nextNumber(numbers)
  if (count > xzBlocksMax) throw failure('DATA', `the xz file has more than ${xzBlocksMax} blocks`)
  return Array.from({ length: count }, () => {
    const unpadded = nextNumber(numbers)
    nextNumber(numbers)
    return Math.ceil(unpadded / 4) * 4
  })
}

function checkBlock(header: Buffer): void {
  const [words = 0, flags = 0] = header
  // The index follows at once: an empty file.
  if (words === 0) return
  const numbers = { bytes: header.subarray(0, words * 4), at: 2 }
  if ((flags & 0x40) !== 0) nextNumber(numbers)
  if ((flags & 0x80) !== 0) nextNumber(numbers)
  for (let filters = (flags & 3) + 1; filters > 0; filters--) {
    const [id, size] = [nextNumber(numbers), nextNumber(numbers)]
    if (id === lzma2) refuseLarge(dictionaryBytes(numbers.bytes[numbers.at] ?? 40))
    numbers.at += size
  }
}

/** XZ file format 5.3.1: two bits of mantissa. */
function dictionaryBytes(bits: number): number {
  return (2 | (bits & 1)) * 2 ** (Math.floor(bits / 2) + 11)
}

function refuseLarge(bytes: number): void {
  if (bytes > xzDictionaryBytesMax) throw failure('DATA', `the xz file needs a dictionary of ${bytes} bytes, more than ${xzDictionaryBytesMax}`)
}

/** Seven bits a byte, lowest first; beyond 2^53 nothing is exact, and nothing real. */
function nextNumber(numbers: { readonly bytes: Buffer; at: number }): number {
  let value = 0
  for (let unit = 1; unit < 2 ** 50; unit *= 128) {
    const byte = numbers.bytes[numbers.at++]
    if (byte === undefined) break
    value += (byte & 0x7f) * unit
    if (byte < 0x80) return value
  }
  throw failure('DATA', 'the xz file is damaged: a number in it has no end')
}
