import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../../../src/config/read-settings.ts'
import { timeMistakes } from '../../../../src/config/rules/times.ts'
import { someDrivers } from '../../../support/driver-schemas.ts'

function mistakes(limits: object): readonly string[] {
  const read = readSettings({ source: { url: 'https://x/', artifact: 'a' }, trust: [{ keys: ['k'] }], limits }, 'jaco', someDrivers)
  assert.ok(read.kind === 'good')
  return timeMistakes(read.value).map(({ path }) => path.join('.'))
}

test('E46 a stall that is longer than the whole download is refused', () => {
  assert.deepEqual(mistakes({ stall: '2min', download: '1min' }), ['limits.stall'])
  assert.deepEqual(mistakes({ stall: '1min', download: '1min' }), [])
})
