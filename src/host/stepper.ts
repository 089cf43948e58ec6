import type { Transform } from 'node:stream'

/** What came out of one piece, and what was left of it once the compressed data had ended (null: it goes on). */
export interface Stepped { readonly output: readonly Uint8Array[]; readonly left: Uint8Array | null }
/** One decompression under way. */
export interface Stepper {
  /** One piece at a time: all that comes out of it is answered at once, so whoever cuts the pieces bounds the memory. */
  take(piece: Uint8Array): Promise<Stepped>
  close(): void
}

/** Feeds a stream of zlib's piece by piece. Its errors leave as they are. */
export function stepper(stream: Transform & { readonly bytesWritten: number }): Stepper {
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
      const stepped = { output, left: taken < piece.length ? piece.subarray(taken) : null }
      output = []
      return stepped
    },
    close: () => stream.destroy(),
  }
}
