import { failure } from '../../errors.ts'
import { type Bzip2Block, makeBlock, makeDesk, readBlock } from './bzip2-block.ts'
import { bzip2Checksum } from './bzip2-checksum.ts'
import { expandRuns } from './bzip2-runs.ts'
import { unsort } from './bzip2-unsort.ts'
import { Bzip2Window } from './bzip2-window.ts'

const blockMark = [0x314159, 0x265359] as const
const endMark = [0x177245, 0x385090] as const
const chunkBytes = 256 * 1024

/**
 * Decompresses a bzip2 file, which may be several streams one behind the other (pbzip2 makes one of each block). Each chunk is valid until
 * the next one is asked for. DATA for a bad checksum of a block or a stream, a cut, anything that is no stream, an empty file, or more output than
 * `outputBytesMax`. Holds one block, never the file.
 */
export async function* bunzip2(bytes: AsyncIterable<Uint8Array>, outputBytesMax: number): AsyncGenerator<Uint8Array, void, void> {
  const window = new Bzip2Window(bytes)
  const output: Output = { room: new Uint8Array(chunkBytes), leftBytes: outputBytesMax, outputBytesMax, checksum: 0 }
  try {
    await window.fill()
    if (!window.nextByte()) throw failure('DATA', 'the bzip2 file is empty')
    const desk = makeDesk()
    for (let block = makeBlock(0); window.nextByte(); await window.fill()) {
      const blockBytes = readHeader(window)
      if (block.bytes.length < blockBytes) block = makeBlock(blockBytes)
      output.checksum = 0
      for (await window.fill(); isBlock(window); await window.fill()) {
        readBlock(window, desk, block, blockBytes)
        unsort(block)
        yield* written(block, output)
      }
      if (readChecksum(window) !== output.checksum) throw failure('DATA', 'the bzip2 checksum of the whole does not match')
    }
  } finally {
    await window.close()
  }
}

interface Output { readonly room: Uint8Array; readonly outputBytesMax: number; leftBytes: number; /** Of the stream, so far. */ checksum: number }

/** Answers the size of the stream's blocks. */
function readHeader(window: Bzip2Window): number {
  const [magic, level] = [window.take(24), window.take(8) - 0x30]
  if (magic !== 0x425a68 || level < 1 || level > 9) throw failure('DATA', 'this is not a bzip2 file, or something lies behind its end')
  return level * 100_000
}

/** Whether another block comes, or the end of the stream. */
function isBlock(window: Bzip2Window): boolean {
  const [high, low] = [window.take(24), window.take(24)]
  if (high === blockMark[0] && low === blockMark[1]) return true
  if (high === endMark[0] && low === endMark[1]) return false
  throw failure('DATA', 'the bzip2 file is damaged: no block begins where one should')
}

function readChecksum(window: Bzip2Window): number {
  return ((window.take(16) << 16) | window.take(16)) >>> 0
}

function* written(block: Bzip2Block, output: Output): Generator<Uint8Array, void, void> {
  let checksum = 0
  for (const chunk of expandRuns(block.bytes.subarray(0, block.sizeBytes), output.room)) {
    output.leftBytes -= chunk.length
    if (output.leftBytes < 0) throw failure('DATA', `the archive unpacks to more than ${output.outputBytesMax} bytes`)
    checksum = bzip2Checksum(chunk, checksum)
    yield chunk
  }
  if (checksum !== block.checksum) throw failure('DATA', 'the bzip2 checksum of a block does not match')
  output.checksum = (((output.checksum << 1) | (output.checksum >>> 31)) ^ checksum) >>> 0
}
