import { failure } from '../../errors.ts'
import { bzip2BlockBytesMax } from '../limits.ts'

/** The symbols of one group are read without looking where the bytes end: fifty codes of at most twenty bits. */
const marginBytes = 256

/** A stretch of a byte stream, long enough for any one block, read bit by bit. Its memory is used again and again. */
export class Bzip2Window {
  /** Valid up to `endByte`; behind it is rubbish, but there is enough of it for one group of symbols. */
  readonly bytes: Uint8Array = new Uint8Array(bzip2BlockBytesMax + 2 ** 20 + marginBytes)
  bitAt = 0
  endByte = 0
  readonly #chunks: AsyncIterator<Uint8Array>
  #rest: Uint8Array = new Uint8Array()
  #ended = false

  constructor(bytes: AsyncIterable<Uint8Array>) {
    this.#chunks = bytes[Symbol.asyncIterator]()
  }

  /** Sees to it that one whole block lies ahead, or all that there is. */
  async fill(): Promise<void> {
    const at = this.bitAt >>> 3
    if (this.#ended || this.endByte - at >= bzip2BlockBytesMax) return
    this.bytes.copyWithin(0, at, this.endByte)
    this.endByte -= at
    this.bitAt &= 7
    while (!this.#ended && this.endByte < this.bytes.length - marginBytes) await this.#more()
  }

  /** So many bits, at most 24. DATA when the stream, or what a block can be, ends before. */
  take(count: number): number {
    const at = this.bitAt >>> 3
    const { bytes } = this
    const word = ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)
    const value = (word << (this.bitAt & 7)) >>> (32 - count)
    this.goTo(this.bitAt + count)
    return value
  }

  goTo(bitAt: number): void {
    if (bitAt > this.endByte * 8) throw this.#ended ? failure('DATA', 'the bzip2 file is cut off') : failure('DATA', 'the bzip2 file is damaged: a block does not end')
    this.bitAt = bitAt
  }

  /** Goes on with the next whole byte; false at the end of the stream. */
  nextByte(): boolean {
    this.bitAt = (this.bitAt + 7) & ~7
    return this.bitAt < this.endByte * 8
  }

  /** Lets go of the stream, also in its middle. */
  async close(): Promise<void> {
    await this.#chunks.return?.()
  }

  async #more(): Promise<void> {
    if (this.#rest.length === 0) {
      const { value, done } = await this.#chunks.next()
      this.#ended = done === true
      // It is valid until the next one is asked for, which happens when it was copied.
      this.#rest = this.#ended ? new Uint8Array() : value as Uint8Array
    }
    const piece = this.#rest.subarray(0, this.bytes.length - marginBytes - this.endByte)
    this.bytes.set(piece, this.endByte)
    this.endByte += piece.length
    this.#rest = this.#rest.subarray(piece.length)
  }
}
