/** Values that wait for one reader, in order. When more than `waitingMax` wait, the oldest are dropped and counted. */
export class Queue<T> {
  readonly #waitingMax: number
  readonly #values: T[] = []
  #dropped = 0
  #state: 'open' | 'ended' = 'open'
  #wake: () => void = () => {}

  constructor(waitingMax: number) {
    this.#waitingMax = waitingMax
  }

  get dropped(): number {
    return this.#dropped
  }

  put(value: T): void {
    if (this.#state === 'ended') return
    this.#values.push(value)
    if (this.#values.length > this.#waitingMax) {
      this.#values.shift()
      this.#dropped++
    }
    this.#wake()
  }

  /** Forgets what waits. */
  clear(): void {
    this.#values.length = 0
    this.#dropped = 0
  }

  /** What waits is still read. */
  end(): void {
    this.#state = 'ended'
    this.#wake()
  }

  async *read(signal: AbortSignal): AsyncGenerator<T, void, void> {
    const stop = (): void => this.#wake()
    signal.addEventListener('abort', stop)
    try {
      while (!signal.aborted) {
        const value = this.#values.shift()
        if (value !== undefined) yield value
        else if (this.#state === 'ended') return
        else await new Promise<void>((resolve) => { this.#wake = resolve })
      }
    } finally {
      signal.removeEventListener('abort', stop)
    }
  }
}
