/**
 * Several streams read as one, in order of arrival; more may be added while it is read. Each waits until its value was taken,
 * so that nothing piles up and nothing is dropped. Ends when all have ended.
 */
export class Merge<T> {
  readonly #ready: { readonly value: T; readonly next: () => void }[] = []
  readonly #open = new Set<AsyncIterator<T>>()
  #broken: { readonly cause: unknown } | null = null
  #wake: () => void = () => {}

  add(source: AsyncIterable<T>): void {
    const iterator = source[Symbol.asyncIterator]()
    this.#open.add(iterator)
    this.#ask(iterator)
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, void> {
    try {
      while (this.#broken === null) {
        const one = this.#ready.shift()
        if (one === undefined) {
          if (this.#open.size === 0) return
          await new Promise<void>((resolve) => { this.#wake = resolve })
        } else {
          yield one.value
          one.next()
        }
      }
      throw this.#broken.cause
    } finally {
      for (const iterator of this.#open) iterator.return?.().catch(() => {})
      this.#open.clear()
    }
  }

  #ask(iterator: AsyncIterator<T>): void {
    iterator.next().then((result) => {
      if (result.done === true) this.#open.delete(iterator)
      else this.#ready.push({ value: result.value, next: () => this.#ask(iterator) })
    }, (cause: unknown) => {
      this.#broken = { cause }
    }).finally(() => this.#wake())
  }
}

/** Every value of a stream, changed. */
export async function* mapped<From, To>(source: AsyncIterable<From>, change: (value: From) => To): AsyncGenerator<To, void, void> {
  for await (const value of source) yield change(value)
}
