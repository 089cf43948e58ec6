/** Chance that can be had again: the same seed, the same life. */
export interface Chance {
  whole(below: number): number
  one<Value>(values: readonly [Value, ...Value[]]): Value
  /** Whether it happens, by its probability. */
  happens(probability: number): 'yes' | 'no'
}

/** mulberry32: enough for a life, and the same on every machine. */
export function chance(seed: number): Chance {
  let state = seed
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (below: number): number => Math.floor(next() * below)
  return { whole, one: (values) => values[whole(values.length)] ?? values[0], happens: (probability) => (next() < probability ? 'yes' : 'no') }
}
