import assert from 'node:assert/strict'
import { test } from 'node:test'
import { untilOf } from '../../../src/cli/until.ts'
import { aWorld } from '../../support/scripted-world.ts'
import { throwsFailure } from '../../support/throws.ts'

const noon = Date.UTC(2026, 10, 21, 12)
const until = (values: Readonly<Record<string, string>>): number | null => untilOf({ values, switches: new Set(), several: [] }, aWorld())
const hour = 3_600_000

test('a moment with its zone, or how long from now', () => {
  assert.equal(until({ until: '2026-12-24T08:00:00Z' }), Date.UTC(2026, 11, 24, 8))
  assert.equal(until({ until: '2026-12-24T08:00:00+01:00' }), Date.UTC(2026, 11, 24, 7))
  assert.equal(until({ for: '8h' }), noon + 8 * hour)
  assert.equal(until({ for: '1d 12h' }), noon + 36 * hour)
  assert.equal(until({}), null)
})
test("without a zone it is this machine's own time", () => {
  assert.equal(until({ until: '2026-12-24' }), new Date(2026, 11, 24).getTime())
  assert.equal(until({ until: '2026-12-24 08:30' }), new Date(2026, 11, 24, 8, 30).getTime())
  assert.equal(until({ until: '2026-12-24T08:30' }), new Date(2026, 11, 24, 8, 30).getTime())
})
test('what is past, in no calendar, no moment, or said twice, is refused before anything is asked', () => {
  throwsFailure('USAGE', /^--until '2026-11-20' is past$/, () => until({ until: '2026-11-20' }))
  for (const text of ['2026-02-31', '2027-13-01', '2026-12-24 24:00', '2026-12-24 08:60', '2027-02-31T00:00:00Z']) throwsFailure('USAGE', /is in no calendar/, () => until({ until: text }))
  throwsFailure('USAGE', /^--until: 'tomorrow' is not a moment/, () => until({ until: 'tomorrow' }))
  throwsFailure('USAGE', /^--for: '3' is not a time/, () => until({ for: '3' }))
  throwsFailure('USAGE', /exclude each other/, () => until({ until: '2026-12-24', for: '1d' }))
})
