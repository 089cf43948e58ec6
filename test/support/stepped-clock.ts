import type { Clock } from '../../src/host/types.ts'

/** A clock that moves only when somebody waits for it: time is a value, and no test sleeps. */
export class SteppedClock implements Clock {
  #nowMs = 0
  readonly #alarms: { readonly atMs: number; readonly ring: () => void }[] = []

  nowMs(): number {
    return 1_700_000_000_000 + this.#nowMs
  }

  monotonicMs(): number {
    return this.#nowMs
  }

  deadline(milliseconds: number): AbortSignal {
    const controller = new AbortController()
    this.#alarms.push({ atMs: this.#nowMs + milliseconds, ring: () => controller.abort() })
    return controller.signal
  }

  async *ticks(): AsyncIterable<number> {
    yield 0
  }

  /** Goes on to the next alarm; false when nobody waits. */
  step(): boolean {
    const next = this.#alarms.toSorted((a, b) => a.atMs - b.atMs)[0]
    if (next === undefined) return false
    this.#alarms.splice(this.#alarms.indexOf(next), 1)
    this.#nowMs = Math.max(this.#nowMs, next.atMs)
    next.ring()
    return true
  }

  /** A pause that passes as soon as nothing else happens. */
  pause(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.#alarms.push({ atMs: this.#nowMs + milliseconds, ring: resolve }))
  }

  /** Lets time pass, whenever everything waits, until the promise is settled. */
  async until<T>(promise: Promise<T>): Promise<T> {
    let settled = false
    void promise.then(() => { settled = true }, () => { settled = true })
    for (let steps = 0; !settled && steps < 100_000; steps++) {
      await new Promise((resolve) => { setImmediate(resolve) })
      if (!settled) this.step()
    }
    return promise
  }
}
