import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose } from '../../../src/policy/choose.ts'
import type { Rules, Standing } from '../../../src/policy/standing.ts'
import { channelCalled } from '../../../src/release/channel.ts'
import type { Listed } from '../../../src/release/listing.ts'
import { parseVersion } from '../../../src/release/version.ts'
import { aHold, aListed, aListing, aPin, aStanding, dayMs, hourMs, noonMs } from '../../support/a-standing.ts'

const chosen = (releases: readonly (string | Listed)[], standing: Partial<Standing> = {}, rules: Partial<Rules> = {}) => choose(aListing(releases), aStanding(standing, rules))
const ranked = (...asked: Parameters<typeof chosen>): readonly string[] => chosen(...asked).ranked
const verdicts = (...asked: Parameters<typeof chosen>): readonly string[] => chosen(...asked).weighed.map(({ version, verdict }) => `${version} ${verdict}`)

test('newest first; what is live and what is older is no candidate', () => {
  assert.deepEqual(ranked(['0.9.0', '1.0.0', '1.1.0', '2.0.0']), ['2.0.0', '1.1.0'])
  assert.deepEqual(verdicts(['0.9.0', '1.0.0', '1.1.0', '2.0.0']), ['2.0.0 take', '1.1.0 take', '1.0.0 live', '0.9.0 older'])
})

test('J40 J01 a list whose newest is older than what is live offers no upgrade', () => {
  const choice = chosen(['0.9.0', '0.8.0'])
  assert.deepEqual(choice.ranked, [])
  assert.equal(choice.newest?.verdict, 'older')
})

test('peers 26 a burst of releases does not freeze a fleet: the newest that is old enough is taken', () => {
  const versions = Array.from({ length: 60 }, (_, index) => `1.${index + 1}.0`)
  // One release an hour for 60 hours.
  const firstSeen = new Map(versions.map((version, index) => [version, noonMs - (59 - index) * hourMs]))
  const choice = chosen(versions, { firstSeen }, { minimumAgeMs: 48 * hourMs })
  assert.equal(choice.ranked[0], '1.12.0')
  assert.equal(choice.newest?.because, '1.60.0 exists since 0 s; minimum age is 2 d')
  assert.equal(ranked(versions, { firstSeen }, { minimumAgeMs: 60 * hourMs }).length, 0)
})

test('J37 what was withdrawn is passed over, and the next newest taken', () => {
  assert.deepEqual(ranked([aListed('2.0.0', { yanked: 'it eats data' }), '1.1.0']), ['1.1.0'])
})

test('J37 that the live version was withdrawn is said, and it is left by itself only for a newer one', () => {
  const choice = chosen([aListed('1.0.0', { yanked: 'it eats data' }), '0.9.0'])
  assert.deepEqual(choice.ranked, [])
  assert.match(choice.newest?.because ?? '', /has withdrawn it/)
})

test('I9 the ill newest is passed over, and the next newest taken', () => {
  const skips = [{ version: '2.0.0', sha256: 'bb', because: 'it was found ill' }]
  assert.deepEqual(ranked(['2.0.0', '1.1.0'], { skips }), ['1.1.0'])
})

test('P8 P9 a channel decides what is newest', () => {
  const releases = ['2.0.0-rc.1', '2.0.0-beta.2', '1.1.0', '1.0.0']
  assert.deepEqual(ranked(releases), ['1.1.0'])
  assert.equal(chosen(releases).newest?.version, '1.1.0')
  assert.deepEqual(ranked(releases, {}, { channel: channelCalled('beta') }), ['2.0.0-beta.2', '1.1.0'])
  assert.deepEqual(ranked(['2.0.0', ...releases], {}, { channel: channelCalled('rc') }), ['2.0.0', '2.0.0-rc.1', '1.1.0'])
})

test('P8 a pin is exactly one version, in whatever channel, young or not, older or not', () => {
  for (const version of ['1.1.0', '2.0.0-rc.1', '0.9.0']) {
    assert.deepEqual(ranked(['3.0.0', '2.0.0-rc.1', '1.1.0', '1.0.0', '0.9.0'], {}, { pin: aPin(version), minimumAgeMs: dayMs }), [version])
  }
})

test('P8 newer releases are still reported beside a pin', () => {
  const choice = chosen(['3.0.0', '1.0.0'], {}, { pin: aPin('1.0.0', { reason: 'ticket 4711' }) })
  assert.deepEqual(choice.ranked, [])
  assert.deepEqual([choice.newest?.version, choice.newest?.because], ['3.0.0', '3.0.0 is not taken: 1.0.0 is pinned: ticket 4711'])
})

test('P8 a pinned version is weighed though the list is too short to name it; an ill one stays refused', () => {
  assert.deepEqual(ranked(['3.0.0'], {}, { pin: aPin('0.5.0') }), ['0.5.0'])
  assert.deepEqual(ranked(['3.0.0'], { skips: [{ version: '0.5.0', sha256: 'bb', because: 'ill' }] }, { pin: aPin('0.5.0') }), [])
})

test('a stop-over is taken first, then what lies behind it', () => {
  const releases = ['3.0.0', aListed('2.0.0', { stopOver: 'yes' }), '1.1.0']
  assert.deepEqual(ranked(releases), ['2.0.0', '1.1.0'])
  assert.deepEqual(ranked(releases, { live: { version: '2.0.0', sha256: '' } }), ['3.0.0'])
  assert.deepEqual(ranked(['3.0.0', '1.1.0'], {}, { stopOvers: [parseVersion('1.5.0')] }), ['1.5.0', '1.1.0'])
})

test('a stop-over that is ill blocks what lies behind it, and the newest says so', () => {
  const skips = [{ version: '2.0.0', sha256: 'bb', because: 'it was found ill' }]
  const choice = chosen(['3.0.0', aListed('2.0.0', { stopOver: 'yes' }), '1.1.0'], { skips })
  assert.deepEqual(choice.ranked, ['1.1.0'])
  assert.equal(choice.newest?.because, '3.0.0 is reached only through 2.0.0, and 2.0.0 is skipped: it was found ill')
})

test('what was asked for is the only candidate and the answer, in no list or in one', () => {
  const asked = parseVersion('2.0.0-rc.1')
  for (const releases of [['3.0.0', '2.0.0-rc.1'], ['3.0.0']]) {
    const choice = chosen(releases, { occasion: 'person', asked }, { minimumAgeMs: dayMs })
    assert.deepEqual([choice.ranked, choice.newest?.version], [['2.0.0-rc.1'], '2.0.0-rc.1'])
  }
})

test('a hold leaves nothing to take', () => {
  assert.deepEqual(ranked(['2.0.0'], { occasion: 'person' }, { hold: aHold() }), [])
  assert.deepEqual(ranked(['2.0.0'], { occasion: 'person', force: 'yes' }, { hold: aHold() }), ['2.0.0'])
})

test('P1 --force takes the live version again, but goes back only where nothing else is left', () => {
  const force = { occasion: 'person', force: 'yes' } as const
  assert.deepEqual(ranked(['1.0.0', '0.9.0'], force), ['1.0.0'])
  assert.deepEqual(ranked(['0.9.0', '0.8.0'], force), ['0.9.0'])
  assert.deepEqual(ranked(['1.0.0', '0.9.0'], { ...force, asked: parseVersion('0.9.0') }), ['0.9.0'])
  assert.deepEqual(ranked(['1.0.0', '0.9.0'], force, { pin: aPin('0.9.0') }), ['0.9.0'])
  assert.deepEqual(ranked(['1.0.0', '0.9.0'], { ...force, live: null }), ['1.0.0', '0.9.0'])
})

test('an empty list is no reason for anything', () => {
  assert.deepEqual(chosen([]), { ranked: [], weighed: [], newest: null })
})
