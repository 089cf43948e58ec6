import assert from 'node:assert/strict'
import { test } from 'node:test'
import { durationFault, parseDuration } from '../../../src/formats/duration.ts'
import { throwsFailure } from '../../support/throws.ts'

test('times with their units', () => {
  const cases: Record<string, number> = { '500ms': 500, '30s': 30_000, '30 s': 30_000, '2min': 120_000, '1min 30s': 90_000, '6h': 21_600_000, '1d': 86_400_000, '2w': 1_209_600_000, '0s': 0, '1.5s': 1500 }
  for (const [text, ms] of Object.entries(cases)) assert.equal(parseDuration(text), ms, text)
})
test('E46 a number without a unit, negative, not a number, unknown units', () => {
  for (const text of ['', '30', '-1s', '+1s', 'NaN', 'Infinity', '1e3s', '30 seconds', '1m', '1M', '30S', 's', '1..5s', ' 30s', '30s ', '30s\n', '1s,2s', '0x10s', '１s', '30s__proto__', '1constructor'])
    throwsFailure('DATA', /is not a time/, () => parseDuration(text))
})
test('E46 huge times', () => {
  throwsFailure('DATA', /longer than a year/, () => parseDuration('999999999d'))
  throwsFailure('DATA', /is not a time/, () => parseDuration(`${'9'.repeat(400)}s`))
})

test('a time that has to lie in a range: its ends are in it, and what is wrong is said', () => {
  const range = { fromMs: 1000, toMs: 60_000, says: 'must be between 1 s and a minute' }
  assert.deepEqual(['1s', '1min'].map((text) => durationFault(text, range)), [null, null])
  assert.deepEqual(['999ms', '61s'].map((text) => durationFault(text, range)), [range.says, range.says])
  assert.match(durationFault('soon', range) ?? '', /is not a time/)
})
