import assert from 'node:assert/strict'
import { test } from 'node:test'
import { weigh } from '../../../src/policy/weigh.ts'
import { parseVersion } from '../../../src/release/version.ts'
import { aHold, aPin, dayMs, hourMs, noonMs } from '../../support/a-standing.ts'
import { aSubject, someScales } from '../../support/a-weighing.ts'

type Weighing = NonNullable<Parameters<typeof someScales>[0]> & Parameters<typeof aSubject>[1]
const weighed = (version: string, weighing: Weighing = {}) => weigh(aSubject(version, weighing), someScales(weighing))

test('a newer release is taken, and the reason says what it is newer than', () => {
  assert.deepEqual(weighed('2.0.0'), { version: '2.0.0', verdict: 'take', because: '2.0.0 is newer than 1.0.0, which is live, and may be taken', untilMs: null, next: null })
  assert.equal(weighed('2.0.0', { standing: { live: null } }).because, 'nothing is live yet, and 2.0.0 may be taken')
  assert.equal(weighed('0.9.0', { rules: { pin: aPin('0.9.0') } }).because, '0.9.0 is pinned, and 1.0.0 is live')
  assert.equal(weighed('0.9.0', { rules: { pin: aPin('0.9.0') }, standing: { live: null } }).because, '0.9.0 is pinned, and nothing is live')
  assert.equal(weighed('2.0.0', { standing: { asked: parseVersion('2.0.0') } }).because, '2.0.0 was asked for')
})

test('reasons to wait are added up, and the latest of their ends is the end', () => {
  const young = { rules: { minimumAgeMs: dayMs, hold: aHold({ untilMs: noonMs + hourMs }) }, standing: { firstSeen: new Map([['2.0.0', noonMs - 3 * hourMs]]) } }
  const said = weighed('2.0.0', young)
  assert.equal(said.because, '2.0.0 exists since 3 h; minimum age is 24 h; 2.0.0 waits: upgrades are held until Saturday 2026-11-21 13:00 (UTC)')
  assert.equal(said.untilMs, noonMs + 21 * hourMs)
  assert.equal(weighed('2.0.0', { ...young, rules: { minimumAgeMs: dayMs, hold: aHold() } }).untilMs, null)
})

test('what is against it for good is said before what time mends', () => {
  const both = { rules: { minimumAgeMs: dayMs, hold: aHold() }, listed: { yanked: 'it eats data' } }
  assert.equal(weighed('2.0.0', both).because, '2.0.0 was withdrawn by its publisher: it eats data')
})

test('the settings\' minimum is said of what is older than both it and the live version', () => {
  assert.match(weighed('0.9.0', { standing: { minimumVersion: parseVersion('0.9.5') } }).because, /settings allow/)
})

test('P2 --force passes over everything but the settings\' minimum and what was asked for', () => {
  const skips = [{ version: '0.9.0', sha256: null, because: 'by hand' }]
  const standing = { force: 'yes', occasion: 'person', asked: parseVersion('0.9.0'), skips, floor: '2.0.0' } as const
  const all = { standing, rules: { pin: aPin('1.5.0'), hold: aHold(), minimumAgeMs: dayMs, stopOvers: [parseVersion('1.2.0')] }, listed: { yanked: 'x', unusable: 'y', rolloutPercent: 0 } }
  assert.deepEqual(weighed('0.9.0', all), { version: '0.9.0', verdict: 'take', because: '0.9.0 is taken by force', untilMs: null, next: null })
  assert.equal(weighed('0.9.0', { ...all, standing: { ...standing, minimumVersion: parseVersion('1.0.0') } }).verdict, 'no')
  assert.match(weighed('0.9.1', all).because, /not the version that was asked for/)
})

test('--force that names nothing takes what would have been meant: the pin, else the channel, and nothing withdrawn', () => {
  const standing = { force: 'yes', occasion: 'person' } as const
  assert.equal(weighed('1.0.0', { standing }).verdict, 'take')
  assert.equal(weighed('2.0.0', { standing, rules: { hold: aHold() } }).verdict, 'take')
  for (const weighing of [{ rules: { pin: aPin('1.5.0') } }, { listed: { yanked: 'x' } }, { listed: { unusable: 'x' } }, { listed: { mark: 'prerelease' } }] as const) assert.equal(weighed('2.0.0', { standing, ...weighing }).verdict, 'no')
  // Whatever was acquired from a URL or a bundle was meant.
  assert.equal(weighed('2.0.0', { standing, sha256: 'bb', listed: { mark: 'prerelease' } }).verdict, 'take')
})
