import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pinMistakes } from '../../../../src/config/rules/pins.ts'
import { parseVersion } from '../../../../src/release/version.ts'

type Looked = Parameters<typeof pinMistakes>[0]
const said = (pin: string | null, minimum: string | null): readonly string[] => pinMistakes({
  policy: { pin: pin === null ? null : { version: parseVersion(pin), by: null, atMs: null, reason: null } } as Looked['policy'],
  release: { minimumVersion: minimum === null ? null : parseVersion(minimum), threshold: null, expiry: 'honoured' },
}).map((mistake) => `${mistake.path.join('.')}: ${mistake.says}`)

test('a pin below the minimum could never be obeyed', () => {
  assert.deepEqual(said('1.4.2', '1.5.0'), ['policy.pin: 1.4.2 is older than release.minimum_version, 1.5.0: no run could ever take it'])
  assert.equal(said('1.5.0-rc.1', '1.5.0').length, 1)
})
test('the minimum itself, anything above, and one without the other are fine', () => {
  assert.deepEqual([said('1.5.0', '1.5.0'), said('2.0.0', '1.5.0'), said(null, '1.5.0'), said('1.4.2', null)].flat(), [])
})
