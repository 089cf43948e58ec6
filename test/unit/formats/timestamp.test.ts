import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseTimestamp } from '../../../src/formats/timestamp.ts'
import { throwsFailure } from '../../support/throws.ts'

test('moments with a zone are read, however they are spelled', () => {
  const same = ['2026-12-01T00:00:00Z', '2026-12-01T00:00Z', '2026-12-01t00:00:00z', '2026-12-01 00:00:00.000Z', '2026-12-01T01:00:00+01:00', '2026-11-30T19:00-05:00']
  assert.deepEqual(same.map(parseTimestamp), same.map(() => Date.UTC(2026, 11, 1)))
})
test('without a zone it would be another moment on every machine', () => {
  throwsFailure('DATA', /^'2026-12-01T00:00:00' does not say its zone/, () => parseTimestamp('2026-12-01T00:00:00'))
})
test('what is in no calendar is refused, and not moved to the next month', () => {
  for (const text of ['2026-02-31T00:00:00Z', '2026-13-01T00:00:00Z', '2026-12-01T25:00:00Z', '2027-02-29T00:00:00Z']) throwsFailure('DATA', /is in no calendar$/, () => parseTimestamp(text))
  assert.equal(parseTimestamp('2028-02-29T00:00:00Z'), Date.UTC(2028, 1, 29))
})
test('all else is no moment', () => {
  for (const text of ['', 'tomorrow', '2026-12-01', '1764547200', '2026-12-01T00Z', ' 2026-12-01T00:00:00Z', '2026-12-01T00:00:00Z\n']) throwsFailure('DATA', /is not a moment/, () => parseTimestamp(text))
})
