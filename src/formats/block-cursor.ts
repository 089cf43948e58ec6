import { failure } from '../errors.ts'

export const blockBytes = 512

/** Reads a byte stream in whole 512-byte blocks, as tar is laid out, without ever holding more than one chunk and one request. */
export class BlockCursor {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #bytesMax: number
  #rest: Buffer = Buffer.alloc(0)
  #receivedBytes = 0

  constructor(bytes: AsyncIterable<Uint8Array>, bytesMax: number) {
    this.#chunks = bytes[Symbol.asyncIterator]()
    this.#bytesMax = bytesMax
  }

  /** One block up to `blocksMax`, as many as are at hand; null at the end. DATA when the stream ends inside a block or is too long. */
  async next(blocksMax = 1): Promise<Buffer | null> {
    while (this.#rest.length < blockBytes) if (!(await this.#more())) break
    if (this.#rest.length === 0) return null
    if (this.#rest.length < blockBytes) throw failure('DATA', 'the archive is cut off')
    return this.#take(Math.min(blocksMax, Math.floor(this.#rest.length / blockBytes)))
  }

  /** Exactly so many blocks, in one piece. DATA when the stream ends before. */
  async exactly(blocks: number): Promise<Buffer> {
    const pieces: Buffer[] = []
    for (let left = blocks; left > 0; ) {
      const piece = await this.next(left)
      if (piece === null) throw failure('DATA', 'the archive is cut off')
      pieces.push(piece)
      left -= piece.length / blockBytes
    }
    return Buffer.concat(pieces)
  }

  /** Lets go of the stream, also in its middle. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  #take(blocks: number): Buffer {
    const taken = this.#rest.subarray(0, blocks * blockBytes)
    this.#rest = this.#rest.subarray(taken.length)
    return taken
  }

  async #more(): Promise<boolean> {
    const { value, done } = await this.#chunks.next()
    if (done === true) return false
    const chunk = value as Uint8Array
    this.#receivedBytes += chunk.length
    if (this.#receivedBytes > this.#bytesMax) throw failure('DATA', `the archive unpacks to more than ${this.#bytesMax} bytes`)
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    this.#rest = this.#rest.length === 0 ? fresh : Buffer.concat([this.#rest, fresh])
    return true
  }
}
