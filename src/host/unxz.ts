import { failure, isFailure } from '../errors.ts'
import { refuseBeyond } from './decompressed.ts'

/**
 * Decompresses xz with the library `xz-decompress`, which is loaded when it is first needed. It says no more than "error code 7", and answers a
 * TypeError for an empty file: both become DATA. It takes concatenated streams for one, so `formats/xz-layout.ts` is asked beforehand.
 */
export async function* unxz(bytes: AsyncIterable<Uint8Array>, outputBytesMax: number): AsyncIterable<Uint8Array> {
  // A CommonJS module: under Node itself its names are those of the default export.
  const loaded: Library & { readonly default?: Library } = await import('xz-decompress')
  const { XzReadableStream } = loaded.default ?? loaded
  const input = watched(bytes)
  const reader = new XzReadableStream(input.stream).getReader()
  let sizeBytes = 0
  try {
    for (let { value, done } = await reader.read(); !done; { value, done } = await reader.read()) {
      if (value === undefined || value.length === 0) continue
      sizeBytes = refuseBeyond(sizeBytes + value.length, outputBytesMax)
      yield value
    }
  } catch (thrown) {
    throw input.trouble() ?? asDamage(thrown)
  } finally {
    // Its decoders wait for each other: one that is not let go of would hold up every later one.
    await reader.cancel().catch(() => undefined)
    await input.close()
  }
}

type Library = typeof import('xz-decompress')
interface Input { readonly stream: ReadableStream<Uint8Array>; readonly trouble: () => unknown; close(): Promise<void> }

/** As a web stream that reads nothing ahead, since each chunk is gone once the next is asked for; and that remembers why it failed. */
function watched(bytes: AsyncIterable<Uint8Array>): Input {
  const chunks = bytes[Symbol.asyncIterator]()
  let trouble: unknown = null
  const stream = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { value, done } = await chunks.next()
        if (done === true) controller.close()
        else controller.enqueue(value)
      } catch (thrown) {
        trouble = thrown
        throw thrown
      }
    },
  }, { highWaterMark: 0 })
  return { stream, trouble: () => trouble, close: async () => { await chunks.return?.() } }
}

function asDamage(thrown: unknown): unknown {
  return isFailure(thrown) ? thrown : failure('DATA', 'the xz file is damaged, cut off, or of a kind that is not accepted', { cause: thrown })
}
