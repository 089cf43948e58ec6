import { constants, createZstdDecompress } from 'node:zlib'
import { failure } from '../errors.ts'
import { zstdWindowBytesMax } from '../formats/limits.ts'
import { oneZstdFrame } from '../formats/archive/zstd-frame.ts'
import { refuseBeyond, release } from './decompressed.ts'
import { readChunkBytes } from './limits.ts'
import { stepper } from './stepper.ts'
import { errnoOf } from './system-error.ts'

/**
 * Decompresses exactly one zstd frame. node:zlib goes on into a second frame and is silent about what lies behind the end, or about an end
 * that is missing; so the frame's outline is read by `oneZstdFrame`, which also cuts it into pieces that cannot blow up. DATA for damage,
 * a cut, a second frame, one byte behind the end, a window of more than 128 MiB, or more output than `outputBytesMax`.
 */
export async function* unzstd(bytes: AsyncIterable<Uint8Array>, outputBytesMax: number): AsyncIterable<Uint8Array> {
  const step = stepper(createZstdDecompress({ chunkSize: readChunkBytes, params: { [constants.ZSTD_d_windowLogMax]: Math.log2(zstdWindowBytesMax) } }))
  let sizeBytes = 0
  try {
    for await (const piece of oneZstdFrame(bytes))
      for (const chunk of (await step.take(piece)).output) {
        sizeBytes = refuseBeyond(sizeBytes + chunk.length, outputBytesMax)
        yield chunk
        release(chunk)
      }
  } catch (thrown) {
    throw errnoOf(thrown)?.startsWith('ZSTD_') === true ? failure('DATA', 'the zstd file is damaged', { cause: thrown }) : thrown
  } finally {
    step.close()
  }
}
