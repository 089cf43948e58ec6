import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readSettings } from '../../../src/config/read-settings.ts'
import { someDrivers } from '../../support/driver-schemas.ts'

const valid = { source: { url: 'https://x/', artifact: 'a' }, trust: [{ keys: ['k'] }] }
const mistakes = (values: object): readonly string[] => {
  const read = readSettings({ ...valid, ...values }, 'jaco', someDrivers)
  return read.kind === 'wrong' ? read.mistakes.map(({ path, says }) => `${path.join('.')}: ${says}`) : []
}

test('an explicit empty list of units means none', () => {
  const read = readSettings({ ...valid, unit: [] }, 'jaco', someDrivers)
  assert.deepEqual(read.kind === 'good' && read.value.units, [])
})
test('E34 an unknown section is refused with a suggestion', () => assert.deepEqual(mistakes({ probes: [] }), ["probes: unknown key; did you mean 'probe'?"]))
test('E48 no trust at all is refused, however it is written', () => {
  assert.match(mistakes({ trust: [] })[0] ?? '', /^trust: missing; say in a \[\[trust\]\] table/)
  assert.match(mistakes({ trust: undefined })[0] ?? '', /^trust: missing/)
})
test('mistakes of every section come together', () => {
  const all = mistakes({ source: {}, trust: [{}], layout: { kind: 'x' }, unit: [{}], probe: [{}], release: { threshold: 0 }, archive: { keep: 1 }, health: { deadline: 1 }, rollback: { steady: 1 }, policy: { channel: '' }, limits: { entries: 0 } })
  assert.deepEqual([...new Set(all.map((mistake) => mistake.split(/[.:]/)[0]))], ['source', 'trust', 'layout', 'unit', 'probe', 'release', 'archive', 'health', 'rollback', 'policy', 'limits'])
})
test('too many entries are refused', () => {
  assert.deepEqual(mistakes({ trust: Array.from({ length: 9 }, () => ({ keys: ['k'] })) }), ['trust: must not have more than 8 entries'])
})
