import assert from 'node:assert/strict'
import { test } from 'node:test'
import { momentIn, spanOf } from '../../../src/formats/moment.ts'

test('a moment is said by the wall of its zone, and names the zone', () => {
  const atMs = Date.parse('2026-11-22T01:10:30Z')
  assert.equal(momentIn(atMs, 'Europe/Berlin'), 'Sunday 2026-11-22 02:10 (Europe/Berlin)')
  assert.equal(momentIn(atMs, 'America/New_York'), 'Saturday 2026-11-21 20:10 (America/New_York)')
  assert.equal(momentIn(atMs, 'UTC'), 'Sunday 2026-11-22 01:10 (UTC)')
})

test('a moment that no calendar has is said to be none', () => {
  for (const atMs of [NaN, Infinity, 8.64e15 + 1]) assert.equal(momentIn(atMs, 'UTC'), 'at an unknown time')
})

test('spans have two figures, and are never longer than they are', () => {
  const spans: readonly (readonly [number, string])[] = [
    [-5, '0 s'], [0, '0 s'], [59_999, '59 s'], [60_000, '1 min'], [59 * 60_000, '59 min'], [3_600_000, '1 h'], [3_660_000, '1 h 1 min'],
    [24 * 3_600_000, '24 h'], [47.99 * 3_600_000, '47 h 59 min'], [48 * 3_600_000, '2 d'], [50 * 3_600_000, '2 d 2 h'], [40 * 86_400_000, '40 d'],
  ]
  for (const [milliseconds, text] of spans) assert.equal(spanOf(milliseconds), text)
})
