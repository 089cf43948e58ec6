import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../../../src/config/read-settings.ts'
import { timeMistakes } from '../../../../src/config/rules/times.ts'
import { someDrivers } from '../../../support/driver-schemas.ts'

function mistakes(limits: object, more: object = {}): readonly string[] {
  const read = readSettings({ source: { url: 'https://x/', artifact: 'a' }, trust: [{ keys: ['k'] }], limits, ...more }, 'jaco', someDrivers)
  assert.ok(read.kind === 'good')
  return timeMistakes(read.value).map(({ path }) => path.join('.'))
}

test('E46 a stall that is longer than the whole download is refused', () => {
  assert.deepEqual(mistakes({ stall: '2min', download: '1min' }), ['limits.stall'])
  assert.deepEqual(mistakes({ stall: '1min', download: '1min' }), [])
})

test('g09 a cap below the deadline is refused; one that nobody gave follows a longer deadline', () => {
  assert.deepEqual(mistakes({}, { health: { deadline: '1min', deadline_max: '59s' } }), ['health.deadline_max'])
  assert.deepEqual(mistakes({}, { health: { deadline: '1min', deadline_max: '1min' } }), [])
  assert.deepEqual(mistakes({}, { rollback: { deadline: '1min', deadline_max: '59s' } }), ['rollback.deadline_max'])
  assert.deepEqual(mistakes({}, { health: { deadline: '30min' }, rollback: { deadline: '40min' } }), [])
})
