import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clock } from '../../../src/host/clock.ts'

const aborted = (signal: AbortSignal): Promise<void> => new Promise((resolve) => (signal.aborted ? resolve() : signal.addEventListener('abort', () => resolve())))
/** Our deadlines do not keep a process alive; a test has nothing else that would. */
const awake = (t: { after(fn: () => void): void }): void => {
  const { port1 } = new MessageChannel()
  port1.on('message', () => undefined)
  t.after(() => port1.close())
}

test('a deadline aborts by itself, and says how long it was', async (t) => {
  awake(t)
  const signal = clock.deadline(5)
  await aborted(signal)
  assert.match(String(signal.reason), /no answer within 5 ms/)
})

test('a deadline aborts with its parent, also with one that is aborted already', async () => {
  const parent = new AbortController()
  const signal = clock.deadline(60_000, parent.signal)
  assert.equal(signal.aborted, false)
  parent.abort(new Error('stop'))
  assert.equal(signal.aborted, true)
  assert.equal(clock.deadline(60_000, parent.signal).aborted, true)
})

test('a deadline beyond what a timer can count does not fire at once', () => {
  assert.equal(clock.deadline(2 ** 40).aborted, false)
})

test('ticks: one at once, then more, and the end is no failure', async () => {
  const controller = new AbortController()
  const seen: number[] = []
  for await (const tick of clock.ticks(1, controller.signal)) {
    seen.push(tick)
    if (tick === 2) controller.abort()
  }
  assert.deepEqual(seen, [0, 1, 2])
  for await (const tick of clock.ticks(1, controller.signal)) assert.fail(`tick ${tick} of an aborted signal`)
})

test('monotonic time goes forward', () => {
  const first = clock.monotonicMs()
  assert.ok(clock.monotonicMs() >= first)
  assert.ok(clock.nowMs() > 1_700_000_000_000)
})
