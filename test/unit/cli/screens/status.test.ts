import assert from 'node:assert/strict'
import { test } from 'node:test'
import { textOfStatus, textOfStatuses } from '../../../../src/cli/screens/status.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { aStatusReport, aWeighedRelease, anItem } from '../../../support/scripted-world.ts'

test('an open transaction and the absence of a way back are said', () => {
  const text = textOfStatus(aStatusReport({ open: 't1', kept: null, last: null, live: null, floor: null }))
  assert.match(text, /open {5}t1: running now, or waiting for 'app-upgrade recover acme'/)
  assert.match(text, /kept {5}nothing: a rollback is not possible/)
  assert.match(text, /live {5}nothing yet\n/)
  assert.match(text, /last {5}no upgrade yet/)
})

test('skipped versions and notes each have their line', () => {
  const text = textOfStatus(aStatusReport({ skipped: [{ version: '1', because: 'a' }, { version: '2', because: 'b' }], notes: ['n\x1b'] }))
  assert.match(text, /skipped {2}1: a\n {2}skipped {2}2: b\n {2}note {5}n\\x1b\n$/)
})

test('several apps are one table, and none is a sentence', () => {
  assert.equal(textOfStatuses([aStatusReport(), aStatusReport({ app: 'b', units: [] })]).split('\n').length, 4)
  assert.match(textOfStatuses([]), /no app is configured/)
})

test('I6 the version floor is shown where it is not the live version', () => {
  assert.match(textOfStatus(aStatusReport({ live: '1.0.0', floor: '2.0.0' })), /floor {4}2\.0\.0: no older release is taken by itself/)
  for (const floor of ['1.0.0', null]) assert.doesNotMatch(textOfStatus(aStatusReport({ live: '1.0.0', floor })), /floor/)
})

test('the newest release, why it is not live, and when it will be, stand on one line; what comes before it on the next', () => {
  const text = textOfStatus(aStatusReport({ newest: aWeighedRelease(), next: aWeighedRelease({ because: '2.0.1 may be taken' }), lookedAtMs: 0 }))
  assert.match(text, /newest {3}2\.1\.0 exists since 3 h; minimum age is 24 h; will be taken Sunday 2026-11-29 02:10 \(Europe\/Berlin\)\n {2}next {5}2\.0\.1 may be taken; will be taken/)
  assert.match(textOfStatus(aStatusReport({ lookedAtMs: 0 })), /newest {3}the source had no release\n {2}looked {3}1970/)
})

test('who pinned and held it, until when and why', () => {
  const nobody = { by: null, atMs: null, reason: null }
  const bare = textOfStatus(aStatusReport({ pin: { version: parseVersion('2.0.0'), ...nobody }, hold: { untilMs: null, ...nobody } }))
  assert.match(bare, /pin {6}2\.0\.0\n {2}hold {5}until further notice\n/)
  const said = textOfStatus(aStatusReport({ pin: { version: parseVersion('2.0.0'), by: 'ann', atMs: 0, reason: 'ticket 4711' }, hold: { untilMs: 86_400_000, by: 'bob', atMs: null, reason: null } }))
  assert.match(said, /pin {6}2\.0\.0 by ann since 1970-01-01 00:00:00 UTC: ticket 4711\n {2}hold {5}until 1970-01-02 00:00:00 UTC by bob\n/)
})

test('a probation says until when, and of what', () => {
  const probation = { untilMs: 0, units: ['a.service', 'b.service'], then: 'roll-back' } as const
  assert.match(textOfStatus(aStatusReport({ probation })), /probation {2}until 1970-01-01 00:00:00 UTC: a failure of a\.service, b\.service rolls back\n/)
  assert.match(textOfStatus(aStatusReport({ probation: { ...probation, then: 'tell' } })), /a failure of a\.service, b\.service is only told\n/)
})

test('a version that died within its probation, and was left as it is, is not only said to have been upgraded', () => {
  const last = anItem({ probation: { untilMs: 0, how: 'crashed', because: "unit 'a.service' failed" } })
  assert.match(textOfStatus(aStatusReport({ last })), /last {5}.*; died within its probation: unit 'a\.service' failed\n/)
})

test('P17 a run that came to nothing, and why, stands where somebody asks why nothing happened', () => {
  const fruitless = { atMs: 0, event: 'failed', because: 'cannot reach releases.example.org', next: 'see what keeps it' } as const
  assert.match(textOfStatus(aStatusReport({ fruitless })), /tried {4}1970-01-01 00:00:00 UTC: failed, cannot reach releases\.example\.org\n {2}to do {4}see what keeps it\n/)
  assert.doesNotMatch(textOfStatus(aStatusReport({ fruitless: { ...fruitless, next: null } })), /to do/)
  assert.match(textOfStatuses([aStatusReport({ fruitless })]), / failed 1970-01-01 00:00:00 UTC\n/)
  assert.doesNotMatch(textOfStatus(aStatusReport()), /tried/)
})

test('it stays one screen, however much was found ill, and no reason is cut off where it stands alone', () => {
  const skipped = Array.from({ length: 40 }, (_, index) => ({ version: `1.${index}.0`, because: 'x'.repeat(300) }))
  const text = textOfStatus(aStatusReport({ skipped, newest: aWeighedRelease() }))
  assert.ok(text.split('\n').length < 24)
  assert.match(text, /1\.39\.0: x{300}\n.*and 37 before/)
})

test('the table of all apps says what is newest and what is thought of it', () => {
  assert.match(textOfStatuses([aStatusReport({ newest: aWeighedRelease() })]), /2\.1\.0 \(wait\)/)
  assert.match(textOfStatuses([aStatusReport({ newest: aWeighedRelease({ version: '2.0.0', verdict: 'live' }) })]), / 2\.0\.0 {3}1\.4\.2/)
})

test('what only root may read is not known to others, and not said to be nothing', () => {
  const text = textOfStatus(aStatusReport({ journals: 'hidden', kept: null, last: null }))
  assert.match(text, /kept {5}not known\n {2}last {5}not known\n/)
})

test('who is sent here by the line at login reads why an app is stuck, and what to do', () => {
  const text = textOfStatus(aStatusReport({ last: anItem({ outcome: 'stuck', because: 'neither version starts' }) }))
  assert.match(text, /last {5}.*stuck.*\n {2}because {2}neither version starts\n {2}to do {4}mend what it says; 'app-upgrade recover acme'/)
  const back = textOfStatus(aStatusReport({ last: anItem({ outcome: 'rolled-back', because: 'HTTP 503' }) }))
  assert.match(back, /because {2}HTTP 503\n/)
  assert.doesNotMatch(back, /to do/)
  assert.doesNotMatch(textOfStatus(aStatusReport({ last: anItem({ outcome: 'upgraded', because: 'x' }) })), /because/)
})

test('a version that was found ill again and again does not hide the others', () => {
  const again = ['1.0.0', '2.0.0', '2.0.0', '2.0.0', '2.0.0'].map((version, index) => ({ version, because: `time ${index}` }))
  const text = textOfStatus(aStatusReport({ skipped: again }))
  assert.match(text, /skipped {2}1\.0\.0: time 0\n {2}skipped {2}2\.0\.0: time 4\n/)
  assert.doesNotMatch(text, /before/)
})
