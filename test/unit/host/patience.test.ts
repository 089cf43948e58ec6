import assert from 'node:assert/strict'
import { test } from 'node:test'
import { netLimits } from '../../../src/host/limits.ts'
import { patiently, type Attempt } from '../../../src/host/patience.ts'

const limits = { ...netLimits, backoffMs: 1, retryAfterMsMax: 50 }
const never = new AbortController().signal
const busy = (retryAfterMs: number | null): Attempt<string> => ({ kind: 'busy', retryAfterMs, giveUp: () => 'given up' })
async function outcome(script: readonly Attempt<string>[], signal = never): Promise<readonly [string, number]> {
  let times = 0
  const value = await patiently(async () => script[times++] ?? { kind: 'done', value: 'done' }, limits, signal)
  return [value, times]
}

test('busy is asked again, four times in all', async () => {
  assert.deepEqual(await outcome([]), ['done', 1])
  assert.deepEqual(await outcome([busy(null), busy(0), busy(5)]), ['done', 4])
  assert.deepEqual(await outcome(Array.from({ length: 9 }, () => busy(0))), ['given up', 4])
})

test('F18 more patience than there is ends it at once', async () => {
  assert.deepEqual(await outcome([busy(51)]), ['given up', 1])
})

test('a deadline ends the pause', async () => {
  assert.deepEqual(await outcome([busy(40)], AbortSignal.abort()), ['given up', 1])
})
