import assert from 'node:assert/strict'
import { test } from 'node:test'
import { firstLine, reading, sample, type Sample } from '../../../../src/drivers/probes/sampling.ts'
import { failure } from '../../../../src/errors.ts'
import type { Clock } from '../../../../src/host/types.ts'

const clock = (ticks: number): Clock => {
  let nowMs = 0
  return {
    nowMs: () => nowMs, monotonicMs: () => ++nowMs, deadline: () => new AbortController().signal,
    async *ticks() { for (let at = 0; at < ticks; at++) yield at },
  }
}
const well: Sample = { outcome: 'well', detail: 'fine' }
const sampling = (ticks: number, signal = new AbortController().signal) => ({ probe: 'p', clock: clock(ticks), interval: '1s', signal })

test('one look a tick, each stamped when its answer came', async () => {
  const readings = await Array.fromAsync(sample(sampling(2), async () => well))
  assert.deepEqual(readings.map(({ atMs, outcome }) => [atMs, outcome]), [[1, 'well'], [2, 'well']])
})

test('F33 a failure while looking is "could not see", and the probe goes on', async () => {
  const looks = [async (): Promise<Sample> => { throw failure('UNAVAILABLE', 'the bus is gone') }, async () => well]
  const readings = await Array.fromAsync(sample(sampling(2), async () => (looks.shift() ?? (async () => well))()))
  assert.deepEqual(readings.map(({ outcome, detail }) => [outcome, detail]), [['unknown', 'the bus is gone'], ['well', 'fine']])
})

test('a bug while looking is a bug', async () => {
  await assert.rejects(Array.fromAsync(sample(sampling(1), async () => { throw new TypeError('x') })), TypeError)
})

test('an answer that comes after the end is not told', async () => {
  const end = new AbortController()
  const readings = await Array.fromAsync(sample(sampling(1, end.signal), async () => { end.abort(); return well }))
  assert.deepEqual(readings, [])
})

test('what a stranger said is shown printable, and its first line at most', () => {
  assert.equal(reading('p', clock(0), { outcome: 'ill', detail: 'a\u001b[2J' }).detail, 'a\\x1b[2J')
  assert.deepEqual([firstLine('\n one \ntwo'), firstLine('')], ['one ', ''])
})
