import assert from 'node:assert/strict'
import { test } from 'node:test'
import { paced, refuseShort } from '../../../../src/upgrade/acquire/pace.ts'
import { rejectsWithFailure, throwsFailure } from '../../../support/throws.ts'

/** Chunks of so many bytes, each taking so long, by a clock that only they move. */
async function run(chunks: readonly (readonly [bytes: number, afterMs: number])[]): Promise<number> {
  let nowMs = 0
  const bytes = (async function* () {
    for (const [length, afterMs] of chunks) {
      nowMs += afterMs
      yield new Uint8Array(length)
    }
  })()
  let received = 0
  for await (const chunk of paced(bytes, { windowMs: 30_000, bytesPerSecondMin: 1024, clock: { monotonicMs: () => nowMs } })) received += chunk.length
  return received
}
const times = <T>(count: number, value: T): readonly T[] => Array.from({ length: count }, () => value)

test('F13 a drip of one byte a second is ended after one window', async () => {
  await rejectsWithFailure('IO', /only 30 bytes came within 30 s/, run(times(3600, [1, 1000])))
})

test('F13 one byte just inside every idle timeout is ended, too', async () => {
  await rejectsWithFailure('IO', /only 2 bytes came within 58 s/, run(times(100, [1, 29_000])))
})

test('just fast enough is fast enough, and a slow end does not spoil a fast beginning', async () => {
  assert.equal(await run(times(300, [1024, 1000])), 300 * 1024)
  assert.equal(await run([[1_000_000, 100], ...times(29, [1, 1000] as const)]), 1_000_029)
})

test('a fast beginning does not pay for a slow drip later', async () => {
  await rejectsWithFailure('IO', /only \d+ bytes/, run([[1_000_000, 30_000], ...times(100, [1, 1000] as const)]))
})

test('F15 an early end is seen when a size was promised', () => {
  refuseShort('x', 10, 10)
  refuseShort('x', 10, null)
  throwsFailure('IO', /'x' ended after 9 of 10 bytes/, () => refuseShort('x', 9, 10))
})
