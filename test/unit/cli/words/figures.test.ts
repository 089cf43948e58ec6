import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bytesOf, durationOf, timeOf } from '../../../../src/cli/words/figures.ts'

const durations = [
  [0, '0 ms'], [35, '35 ms'], [99.6, '100 ms'], [400, '0.4 s'], [4000, '4 s'], [9949, '9.9 s'], [9999, '10 s'], [59_400, '59 s'], [60_000, '1 min'],
  [65_000, '1 min 5 s'], [3_720_000, '1 h 2 min'], [86_400_000, '1 d'], [180_000_000, '2 d 2 h'],
] as const
for (const [milliseconds, text] of durations) test(`${milliseconds} ms is ${text}`, () => { assert.equal(durationOf(milliseconds), text) })

test('bytes are told in three digits, with the percentage where the whole is known', () => {
  assert.equal(bytesOf(12.3 * 2 ** 20, 30 * 2 ** 20), '12.3 of 30.0 MiB (41 %)')
  assert.equal(bytesOf(2 ** 20, null), '1.00 MiB')
  assert.equal(bytesOf(2 ** 30, 2 * 2 ** 30), '1.00 of 2.00 GiB (50 %)')
  assert.equal(bytesOf(200 * 2 ** 20, 500 * 2 ** 20), '200 of 500 MiB (40 %)')
})

test('a source that lied about the size does not make more than all of it, nor divide by nothing', () => {
  assert.match(bytesOf(31 * 2 ** 20, 30 * 2 ** 20), /\(100 %\)$/)
  assert.equal(bytesOf(0, 0), '0.00 MiB')
})

test('times are UTC, and an impossible one does not throw', () => {
  assert.equal(timeOf(Date.UTC(2026, 10, 21, 10, 48, 41, 900)), '2026-11-21 10:48:41 UTC')
  assert.equal(timeOf(Number.NaN), 'at an unknown time')
})
