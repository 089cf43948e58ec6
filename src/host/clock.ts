import { setInterval } from 'node:timers/promises'
import { timerMsMax } from './limits.ts'
import type { Clock } from './types.ts'

export const clock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  deadline,
  ticks,
}

/** The timer does not keep a finished process alive: what waits for the deadline holds a socket, a child or a tick of its own. */
function deadline(milliseconds: number, parent?: AbortSignal): AbortSignal {
  const own = new AbortController()
  const expire = (): void => own.abort(new DOMException(`no answer within ${milliseconds} ms`, 'TimeoutError'))
  const timer = setTimeout(expire, Math.min(Math.max(milliseconds, 0), timerMsMax))
  timer.unref()
  if (parent === undefined) return own.signal
  const follow = (): void => own.abort(parent.reason)
  if (parent.aborted) follow()
  else parent.addEventListener('abort', follow, { once: true, signal: own.signal })
  return own.signal
}

async function* ticks(intervalMs: number, signal: AbortSignal): AsyncIterable<number> {
  let count = 0
  if (signal.aborted) return
  yield count
  try {
    for await (const _ of setInterval(intervalMs, undefined, { signal })) yield ++count
  } catch (thrown) {
    if (!signal.aborted) throw thrown
  }
}
