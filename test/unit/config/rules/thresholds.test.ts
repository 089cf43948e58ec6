import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../../../src/config/read-settings.ts'
import { thresholdMistakes } from '../../../../src/config/rules/thresholds.ts'
import { someDrivers } from '../../../support/driver-schemas.ts'

function mistakes(release: object): readonly string[] {
  const read = readSettings({ source: { url: 'https://x/', artifact: 'a' }, trust: [{ keys: ['k'] }, { keys: ['l'] }], release }, 'jaco', someDrivers)
  assert.ok(read.kind === 'good')
  return thresholdMistakes(read.value).map(({ path, says }) => `${path.join('.')} ${says}`)
}

test('a threshold that could never be met is a mistake now, and not a refusal at night', () => {
  for (const release of [{}, { threshold: 1 }, { threshold: 2 }]) assert.deepEqual(mistakes(release), [])
  assert.deepEqual(mistakes({ threshold: 3 }), ['release.threshold is more than there are [[trust]] tables, 2'])
})
