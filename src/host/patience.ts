import { setTimeout } from 'node:timers/promises'
import type { NetLimits } from './limits.ts'

/** Not the end yet: `giveUp` says, or throws, what it is when the patience ends. */
export interface Busy<T> { readonly kind: 'busy'; readonly retryAfterMs: number | null; giveUp(): T }
export type Attempt<T> = { readonly kind: 'done'; readonly value: T } | Busy<T>

/** Asks again while a server is busy or cannot be reached, with growing pauses, but never longer than it is worth. */
export async function patiently<T>(attempt: () => Promise<Attempt<T>>, limits: NetLimits, signal: AbortSignal): Promise<T> {
  for (let times = 1; ; times++) {
    const outcome = await attempt()
    if (outcome.kind === 'done') return outcome.value
    const waitMs = outcome.retryAfterMs ?? limits.backoffMs * 2 ** (times - 1) * (1 + Math.random() / 2)
    if (times >= limits.attemptsMax || waitMs > limits.retryAfterMsMax || !(await waited(waitMs, signal))) return outcome.giveUp()
  }
}

async function waited(milliseconds: number, signal: AbortSignal): Promise<boolean> {
  return setTimeout(milliseconds, true, { signal }).catch(() => false)
}
