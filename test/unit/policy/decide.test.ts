import assert from 'node:assert/strict'
import { test } from 'node:test'
import { choose } from '../../../src/policy/choose.ts'
import { decide, nothingToTake } from '../../../src/policy/decide.ts'
import type { Rules, Standing } from '../../../src/policy/standing.ts'
import type { Listed } from '../../../src/release/listing.ts'
import { parseVersion } from '../../../src/release/version.ts'
import { aHold, aListed, aListing, aPin, aStanding, dayMs } from '../../support/a-standing.ts'

const ill = [{ version: '2.0.0', sha256: 'bb', because: 'it was found ill' }]
const person = { occasion: 'person' } as const
const decided = (version: string, standing: Partial<Standing> = {}, rules: Partial<Rules> = {}, releases: readonly (string | Listed)[] = []) =>
  decide({ version, sha256: 'bb' }, aListing(releases), aStanding(standing, rules))
const answered = (standing: Partial<Standing> = {}, rules: Partial<Rules> = {}, releases: readonly (string | Listed)[] = []) => {
  const said = aStanding(standing, rules)
  return nothingToTake(choose(aListing(releases), said), said)
}

test('a newer release is taken, listed or not', () => {
  assert.deepEqual(decided('2.0.0'), { kind: 'take' })
  assert.deepEqual(decided('2.0.0', {}, {}, ['2.0.0']), { kind: 'take' })
  assert.deepEqual(decided('0.1.0', { live: null }), { kind: 'take' })
})

test('what is no version is refused', () => {
  assert.equal(decided('nightly').kind, 'refuse')
})

test('P1 the live version with the same bytes is nothing to do, for anybody', () => {
  for (const occasion of ['timer', 'person'] as const) assert.deepEqual(decide({ version: '1.0.0', sha256: 'aa' }, aListing([]), aStanding({ occasion })), { kind: 'nothing', because: '1.0.0 is live already' })
})

test('J01 J02 J03 J06 25 what no honest publisher does is refused and alarms, also a timer\'s run', () => {
  const refusals = [decided('1.0.0'), decided('0.9.0'), decided('1.9.0', { floor: '2.0.0' }), decided('999999.0.0'), decided('2.0.0', { skips: [{ ...ill[0]!, sha256: 'cc' }] })]
  assert.deepEqual(refusals.map(({ kind }) => kind), ['refuse', 'refuse', 'refuse', 'refuse', 'refuse'])
})

test('I9 what was found ill is no alarm for a timer, and refused to a person', () => {
  assert.deepEqual(decided('2.0.0', { skips: ill }), { kind: 'nothing', because: '2.0.0 is skipped: it was found ill' })
  assert.equal(decided('2.0.0', { skips: ill, ...person }).kind, 'refuse')
  assert.equal(decided('2.0.1', { skips: ill, ...person }).kind, 'refuse')
})

test('what is listed about it counts: withdrawn, not meant yet', () => {
  assert.equal(decided('2.0.0', person, {}, [aListed('2.0.0', { yanked: 'it eats data' })]).kind, 'refuse')
  assert.equal(decided('2.0.0', {}, {}, [aListed('2.0.0', { rolloutPercent: 0 })]).kind, 'nothing')
})

test('a release that is young is nothing to be alarmed by, and a person is told how to have it', () => {
  const young = decided('2.0.0', person, { minimumAgeMs: dayMs })
  assert.deepEqual(young, { kind: 'nothing', because: "2.0.0 was not seen here before; minimum age is 24 h ('app-upgrade upgrade acme --to 2.0.0' takes it now)", waits: 'yes' })
})

test('a hold refuses a person, and leaves a timer with nothing to do', () => {
  const held = decided('2.0.0', person, { hold: aHold() })
  assert.deepEqual(held, { kind: 'refuse', because: '2.0.0 waits: upgrades are held', next: "'app-upgrade unhold acme', or --force" })
  assert.equal(decided('2.0.0', {}, { hold: aHold() }).kind, 'nothing')
})

test('P2 P8 what force passed over is said', () => {
  assert.deepEqual(decided('2.0.0', { ...person, force: 'yes', skips: ill }), { kind: 'take', remark: 'taken by force: 2.0.0 is skipped: it was found ill' })
  assert.deepEqual(decided('2.0.0', { ...person, force: 'yes', asked: parseVersion('2.0.0') }, { pin: aPin('1.5.0') }), { kind: 'take', remark: 'taken by force: 2.0.0 is not taken: 1.5.0 is pinned' })
  assert.deepEqual(decide({ version: '1.0.0', sha256: 'aa' }, aListing([]), aStanding({ ...person, force: 'yes' })), { kind: 'take' })
  assert.deepEqual(decided('2.0.0', { ...person, force: 'yes' }), { kind: 'take' })
})

test('peers 25 a person who names what was published again may have it, and is told', () => {
  const decision = decided('2.0.0', { ...person, asked: parseVersion('2.0.0'), skips: [{ ...ill[0]!, sha256: 'cc' }] })
  assert.equal(decision.kind === 'take' ? decision.remark?.slice(0, 26) : decision.kind, '2.0.0 was published again ')
})

test('nothing to take is no alarm for a timer, whatever the reason', () => {
  assert.deepEqual(answered(), { kind: 'nothing', because: "the source lists no release in channel 'stable'" })
  assert.deepEqual(answered({}, {}, ['1.0.0']), { kind: 'nothing', because: '1.0.0 is live already' })
  for (const [standing, rules] of [[{ skips: ill }, {}], [{}, { hold: aHold() }], [{}, { pin: aPin('1.0.0') }], [{ floor: '3.0.0' }, {}]] as const) assert.equal(answered(standing, rules, ['2.0.0', '1.0.0']).kind, 'nothing')
  assert.equal(answered({}, {}, ['0.9.0']).kind, 'nothing')
})

test('a person is told what they cannot have', () => {
  assert.equal(answered({ ...person, skips: ill }, {}, ['2.0.0']).kind, 'refuse')
  assert.equal(answered(person, { hold: aHold() }, ['2.0.0']).kind, 'refuse')
  assert.equal(answered({ ...person, asked: parseVersion('0.9.0') }, {}, ['0.9.0']).kind, 'refuse')
  assert.equal(answered(person, { minimumAgeMs: dayMs }, ['2.0.0']).kind, 'nothing')
})

test('P8 where the pinned version is live, nobody is refused anything: newer ones are only reported', () => {
  const answer = answered({ ...person, live: { version: '1.0.0', sha256: 'aa' } }, { pin: aPin('1.0.0', { reason: 'ticket' }) }, ['2.0.0', '1.0.0'])
  assert.deepEqual([answer.kind, answer.because], ['nothing', '2.0.0 is not taken: 1.0.0 is pinned: ticket'])
  assert.equal(answered({ ...person, asked: parseVersion('2.0.0') }, { pin: aPin('1.0.0') }, ['2.0.0', '1.0.0']).kind, 'refuse')
  const ill = answered({ ...person, skips: [{ version: '1.5.0', sha256: null, because: 'ill' }] }, { pin: aPin('1.5.0') }, ['2.0.0', '1.5.0', '1.0.0'])
  assert.deepEqual([ill.kind, ill.because], ['refuse', '1.5.0 is skipped: ill'])
})

test('P8 whoever returned from a pre-release to stable is ahead of it: nothing to do', () => {
  assert.deepEqual(answered({ ...person, live: { version: '2.0.0-beta.1', sha256: 'aa' } }, {}, ['1.1.0']).kind, 'nothing')
})

test('a timer that was given an unusual version to take is told, too', () => {
  assert.equal(answered({ asked: parseVersion('0.9.0') }, {}, ['0.9.0']).kind, 'refuse')
})
