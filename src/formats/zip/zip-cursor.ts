import { failure } from '../../errors.ts'
import type { PartsOfFile } from '../part-of-file.ts'

/** Reads a file from its beginning, by lengths that its list promised, and never goes back. */
export class ZipCursor {
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()
  #atByte = 0

  constructor(file: PartsOfFile) {
    this.#chunks = file.bytes({ fromByte: 0, sizeBytesMax: file.sizeBytes })[Symbol.asyncIterator]()
  }

  get atByte(): number {
    return this.#atByte
  }

  /** A few bytes, in memory of their own. */
  async exactly(sizeBytes: number): Promise<Buffer> {
    const pieces: Uint8Array[] = []
    for await (const piece of this.stream(sizeBytes)) pieces.push(Buffer.from(piece))
    return Buffer.concat(pieces)
  }

  /** The next bytes, in chunks that are valid until the next one is asked for. DATA when the file ends before. To be read to its end. */
  async *stream(sizeBytes: number): AsyncGenerator<Uint8Array, void, void> {
    for (let left = sizeBytes; left > 0; ) {
      if (this.#rest.length === 0) await this.#more()
      const piece = this.#rest.subarray(0, left)
      this.#rest = this.#rest.subarray(piece.length)
      this.#atByte += piece.length
      left -= piece.length
      yield piece
    }
  }

  /** Lets go of the file, also in its middle. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #more(): Promise<void> {
    const { value, done } = await this.#chunks.next()
    if (done === true) throw failure('DATA', 'the zip file is cut off')
    this.#rest = value as Uint8Array
  }
}
