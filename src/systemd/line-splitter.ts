/**
 * Cuts a stream of chunks into lines. A line longer than `lineBytesMax` is handed on as null, and costs no more memory than
 * that: what a daemon logs is not ours to trust.
 */
export class LineSplitter {
  readonly #lineBytesMax: number
  #waiting: Buffer[] = []
  #waitingBytes = 0

  constructor(lineBytesMax: number) {
    this.#lineBytesMax = lineBytesMax
  }

  /** The lines that this chunk completes, without their line feeds. */
  split(chunk: Buffer): readonly (string | null)[] {
    const lines: (string | null)[] = []
    let from = 0
    for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, from)) {
      this.#keep(chunk.subarray(from, at))
      lines.push(this.#finish())
      from = at + 1
    }
    this.#keep(chunk.subarray(from))
    return lines
  }

  #keep(part: Buffer): void {
    this.#waitingBytes += part.length
    if (this.#waitingBytes <= this.#lineBytesMax) this.#waiting.push(part)
    else this.#waiting = []
  }

  #finish(): string | null {
    const line = this.#waitingBytes > this.#lineBytesMax ? null : Buffer.concat(this.#waiting).toString('utf8')
    this.#waiting = []
    this.#waitingBytes = 0
    return line
  }
}
