import { createInflateRaw } from 'node:zlib'
import { failure } from '../errors.ts'
import { refuseBeyond, release } from './decompressed.ts'
import { inflatePieceBytes, readChunkBytes } from './limits.ts'
import { type Stepper, stepper } from './stepper.ts'
import { errnoOf } from './system-error.ts'

/** Raw deflate, piece by piece. What a piece may blow up to is bounded by its size (at most 1032 times). */
export function inflater(): Stepper {
  return stepper(createInflateRaw({ chunkSize: readChunkBytes }))
}

/** In pieces that are small enough to be fed. */
export async function* pieces(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  for await (const chunk of bytes)
    for (let at = 0; at < chunk.length; at += inflatePieceBytes) yield chunk.subarray(at, at + inflatePieceBytes)
}

/** Fed when all is fed: zlib leaves it over exactly when its data has ended. */
const sentinel = Buffer.alloc(1)

/**
 * Decompresses raw deflate that takes up exactly these bytes. DATA for damage, a cut, a byte behind its end, or more output than
 * `outputBytesMax`. Each chunk is valid until the next one is asked for.
 */
export async function* inflateRaw(bytes: AsyncIterable<Uint8Array>, outputBytesMax: number): AsyncGenerator<Uint8Array, void, void> {
  const inflate = inflater()
  let sizeBytes = 0
  try {
    for await (const piece of pieces(bytes)) {
      const { output, left } = await inflate.take(piece)
      for (const chunk of output) {
        sizeBytes = refuseBeyond(sizeBytes + chunk.length, outputBytesMax)
        yield chunk
        release(chunk)
      }
      if (left !== null) throw failure('DATA', 'something lies behind the end of the deflated data')
    }
    if ((await inflate.take(sentinel)).left === null) throw failure('DATA', 'the deflated data is cut off')
  } catch (thrown) {
    throw errnoOf(thrown)?.startsWith('Z_') === true ? failure('DATA', 'the deflated data is damaged', { cause: thrown }) : thrown
  } finally {
    inflate.close()
  }
}
