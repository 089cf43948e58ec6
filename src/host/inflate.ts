import { createInflateRaw } from 'node:zlib'
import { readChunkBytes } from './limits.ts'

/** What came out of one piece, and what was left of it once the compressed data had ended (null: it goes on). */
export interface Inflated { readonly output: readonly Uint8Array[]; readonly left: Uint8Array | null }
export interface Inflater {
  /** One piece at a time: what a piece may blow up to is bounded by its size (deflate: at most 1032 times). */
  take(piece: Uint8Array): Promise<Inflated>
  close(): void
}

/** Raw deflate, piece by piece. zlib's errors leave as they are. */
export function inflater(): Inflater {
  const stream = createInflateRaw({ chunkSize: readChunkBytes })
  let output: Uint8Array[] = []
  let fail: (error: Error) => void = () => undefined
  stream.on('data', (chunk: Uint8Array) => output.push(chunk))
  stream.on('error', (error) => fail(error))
  return {
    async take(piece) {
      if (piece.length === 0) return { output: [], left: null }
      const before = stream.bytesWritten
      await new Promise<void>((resolve, reject) => {
        fail = reject
        stream.write(piece, (error) => (error ? reject(error) : resolve()))
      })
      const taken = stream.bytesWritten - before
      const inflated = { output, left: taken < piece.length ? piece.subarray(taken) : null }
      output = []
      return inflated
    },
    close: () => stream.destroy(),
  }
}
