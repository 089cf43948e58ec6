import { failure } from '../../errors.ts'

export const blockBytes = 512
const nothing = Buffer.alloc(0)

/** Reads a byte stream in whole 512-byte blocks, as tar is laid out, without ever holding more than one chunk and one request. */
export class BlockCursor {
  readonly #chunks: AsyncIterator<Uint8Array>
  readonly #bytesMax: number
  #rest: Buffer = nothing
  #ahead: Buffer = nothing
  #receivedBytes = 0

  constructor(bytes: AsyncIterable<Uint8Array>, bytesMax: number) {
    this.#chunks = bytes[Symbol.asyncIterator]()
    this.#bytesMax = bytesMax
  }

  /**
   * One block up to `blocksMax`, as many as are at hand; null at the end. A single block is the caller's to keep; more are a view into the
   * chunk, and valid until something further is asked for. DATA when the stream ends inside a block or is too long.
   */
  async next(blocksMax = 1): Promise<Buffer | null> {
    while (this.#rest.length < blockBytes) if (!(await this.#more())) break
    if (this.#rest.length === 0) return null
    if (this.#rest.length < blockBytes) throw failure('DATA', 'the archive is cut off')
    return this.#take(Math.min(blocksMax, Math.floor(this.#rest.length / blockBytes)))
  }

  /** Exactly so many blocks, in one piece. DATA when the stream ends before. */
  async exactly(blocks: number): Promise<Buffer> {
    const whole = Buffer.alloc(blocks * blockBytes)
    for (let left = blocks; left > 0; ) {
      const piece = await this.next(left)
      if (piece === null) throw failure('DATA', 'the archive is cut off')
      piece.copy(whole, (blocks - left) * blockBytes)
      left -= piece.length / blockBytes
    }
    return whole
  }

  /** Lets go of the stream, also in its middle. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  #take(blocks: number): Buffer {
    const taken = this.#rest.subarray(0, blocks * blockBytes)
    this.#rest = this.#rest.subarray(taken.length)
    if (this.#rest.length === 0) [this.#rest, this.#ahead] = [this.#ahead, nothing]
    return blocks === 1 ? Buffer.from(taken) : taken
  }

  async #more(): Promise<boolean> {
    // The chunk that this is part of is gone once the next one is asked for.
    this.#rest = Buffer.from(this.#rest)
    const { value, done } = await this.#chunks.next()
    if (done === true) return false
    const chunk = value as Uint8Array
    this.#receivedBytes += chunk.length
    if (this.#receivedBytes > this.#bytesMax) throw failure('DATA', `the archive unpacks to more than ${this.#bytesMax} bytes`)
    const fresh = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
    const missingBytes = this.#rest.length === 0 ? 0 : blockBytes - this.#rest.length
    // Of a chunk only what completes a block across two of them is copied; the rest waits its turn.
    this.#rest = missingBytes === 0 ? fresh : Buffer.concat([this.#rest, fresh.subarray(0, missingBytes)])
    this.#ahead = missingBytes === 0 ? nothing : fresh.subarray(missingBytes)
    return true
  }
}
