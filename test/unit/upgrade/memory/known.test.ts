import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseVersion } from '../../../../src/release/version.ts'
import { type Known, knownFrom, nothingKnown, short, standingOf } from '../../../../src/upgrade/memory/known.ts'
import { noonMs, someRules } from '../../../support/a-standing.ts'

const known: Known = {
  live: { version: '1.0.0', sha256: 'aa' }, floor: '1.0.0', host: 'ff', fetches: 'no', firstSeen: { '1.1.0': noonMs },
  skips: [{ version: '1.1.0', sha256: null, because: 'it eats data' }, { version: '1.2.0', sha256: 'bb', because: 'it did not start' }],
}

test('what travels with a wish arrives as it was', () => {
  for (const one of [known, nothingKnown('ff')]) assert.deepEqual(knownFrom(JSON.parse(JSON.stringify(one))), one)
})

test('both halves make the same of it', () => {
  const standing = standingOf(known, { app: 'acme', rules: someRules({ minimumAgeMs: 7 }), minimumVersion: null, wanted: { version: parseVersion('1.1.0'), channel: null }, request: { occasion: 'timer', force: 'no' }, nowMs: noonMs })
  assert.deepEqual([standing.live, standing.skips, standing.floor, standing.host, standing.asked, standing.occasion, standing.rules.minimumAgeMs, standing.firstSeen.get('1.1.0')], [known.live, known.skips, '1.0.0', 'ff', '1.1.0', 'timer', 7, noonMs])
})

test('it has a size that a wish may have', () => {
  const skips = Array.from({ length: 500 }, (_, index) => ({ version: `1.${index}.0`, sha256: null, because: 'x'.repeat(5000) }))
  const firstSeen = Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`1.${index}.0`, noonMs]))
  const cut = short({ ...known, skips, firstSeen })
  assert.ok(JSON.stringify(cut).length < 100 * 1024)
  assert.equal(cut.skips.at(-1)?.version, '1.499.0')
})

test('another shape is none', () => {
  for (const change of [{ live: 'x' }, { live: { version: 1 } }, { skips: {} }, { skips: [1] }, { skips: [{ version: '1' }] }, { floor: 1 }, { host: null }, { fetches: true }, { firstSeen: [] }, { firstSeen: { '1.0.0': 'x' } }])
    assert.throws(() => knownFrom({ ...known, ...change }), JSON.stringify(change))
  assert.throws(() => knownFrom(null))
})
