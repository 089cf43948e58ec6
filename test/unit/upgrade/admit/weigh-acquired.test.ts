import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Rules, Standing } from '../../../../src/policy/standing.ts'
import { channelCalled } from '../../../../src/release/channel.ts'
import type { Listed } from '../../../../src/release/listing.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import { plainRequest } from '../../../../src/upgrade/request.ts'
import { beforeFetching, weigh, type Verdict, type Weighing } from '../../../../src/upgrade/admit/weigh-acquired.ts'
import { aHold, aListed, aListing, aPin, aStanding, dayMs, hourMs, noonMs } from '../../../support/a-standing.ts'

interface Wishes { readonly standing?: Partial<Standing>; readonly rules?: Partial<Rules>; readonly listing?: readonly (string | Listed)[]; readonly request?: Partial<typeof plainRequest> | { readonly url: string } }
const weighing = ({ standing = {}, rules = {}, listing = ['2.0.0', '1.1.0', '1.0.0'] }: Wishes): Weighing => ({ standing: aStanding(standing, rules), listing: aListing(listing) })
const verdict = (version: string | null, wishes: Wishes = {}, sha256 = 'bb'): Verdict => weigh(version === null ? null : { version, sha256 }, weighing(wishes), { ...plainRequest, ...wishes.request })
function no(version: string | null, wishes: Wishes = {}, sha256 = 'bb'): readonly [string, string] {
  const { decision } = verdict(version, wishes, sha256)
  assert.notEqual(decision.kind, 'take', version ?? '')
  return [decision.kind, 'because' in decision ? decision.because : '']
}

test('what this host would have taken by itself is taken', () => {
  assert.deepEqual(verdict('2.0.0'), { decision: { kind: 'take' }, remarks: [] })
})

test('it is taken, too, when the best was not there; and why not the best is said', () => {
  assert.deepEqual(verdict('1.1.0'), { decision: { kind: 'take' }, remarks: ['2.0.0 may be taken, too, and is not there for this machine'] })
})

test('a broken half that hands over what the rules forbid: each is refused by the owner, with the rule’s reason', () => {
  const young: Wishes = { rules: { minimumAgeMs: dayMs }, standing: { firstSeen: new Map([['1.1.0', noonMs - 2 * dayMs], ['2.0.0', noonMs - hourMs]]) } }
  assert.deepEqual(no('2.0.0', young), ['refuse', "2.0.0 exists since 1 h; minimum age is 24 h ('app-upgrade upgrade acme --to 2.0.0' takes it now)"])
  assert.deepEqual(no('3.0.0', young), ['refuse', "3.0.0 was not seen here before; minimum age is 24 h ('app-upgrade upgrade acme --to 3.0.0' takes it now)"])
  assert.deepEqual(no('2.0.0-rc.1'), ['refuse', "2.0.0-rc.1 is not in channel 'stable'"])
  assert.deepEqual(no('2.0.0', { rules: { pin: aPin('1.1.0', { by: 'ann' }) } }), ['refuse', '2.0.0 is not taken: 1.1.0 is pinned by ann'])
  assert.deepEqual(no('2.0.0', { rules: { hold: aHold({ reason: 'audit' }) } }), ['refuse', "2.0.0 waits: upgrades are held: audit ('app-upgrade unhold acme', or --force)"])
  assert.deepEqual(no('2.0.0', { listing: [aListed('2.0.0', { yanked: 'it eats data' }), '1.1.0'] }), ['refuse', '2.0.0 was withdrawn by its publisher: it eats data'])
  assert.deepEqual(no('2.0.0', { standing: { skips: [{ version: '2.0.0', sha256: null, because: 'slow' }] } }), ['refuse', '2.0.0 is skipped: slow'])
  assert.deepEqual(no('2.0.0', { standing: { floor: '3.0.0' } }), ['refuse', '2.0.0 is older than 3.0.0, the highest version that ran here'])
  assert.deepEqual(no('2.0.0', { standing: { minimumVersion: parseVersion('2.1.0') } }), ['refuse', '2.0.0 is older than 2.1.0, the oldest that the settings allow'])
  assert.deepEqual(no('0.9.0'), ['refuse', '0.9.0 is older than 1.0.0, which is live'])
  assert.deepEqual(no('2.0.0', { rules: { stopOvers: [parseVersion('1.1.0')] } }), ['refuse', '2.0.0 is reached only through 1.1.0, which comes first'])
  assert.equal(no('2.0.0', { listing: [aListed('2.0.0', { rolloutPercent: 0 })] })[0], 'refuse')
  assert.deepEqual(no('nightly'), ['refuse', "'nightly' is not a version"])
})

test('f24 a bundle that comes while everything is held is refused, and nobody is accused of having fetched it', () => {
  const { decision } = verdict('2.0.0', { rules: { hold: aHold() }, standing: { occasion: 'inbox', asked: parseVersion('2.0.0') } })
  assert.deepEqual(decision.kind === 'refuse' ? decision.next : decision.kind, 'put the bundle into the inbox again when that is over')
})

test('bytes that were found ill are ill under any version, and a version that comes back with other bytes is noticed', () => {
  const ill = { standing: { skips: [{ version: '1.9.0', sha256: 'bb', because: 'it did not start' }] } }
  assert.equal(no('2.0.0', ill)[1], '2.0.0 is 1.9.0 under another version, which is skipped: it did not start')
  const again = { standing: { skips: [{ version: '2.0.0', sha256: 'aa', because: 'it did not start' }] } }
  assert.match(no('2.0.0', again)[1], /2\.0\.0 was published again under the same version with other bytes/)
  // Named by a person it is taken, and it is said what it is.
  const meant = verdict('2.0.0', { standing: { ...again.standing, occasion: 'person', asked: parseVersion('2.0.0') } })
  assert.match(meant.decision.kind === 'take' ? meant.decision.remark ?? '' : meant.decision.kind, /published again/)
})

test('the live version, handed over again, is nothing; with other bytes it is refused', () => {
  assert.deepEqual(no('1.0.0', {}, 'aa'), ['nothing', '1.0.0 is live already'])
  assert.match(no('1.0.0', { standing: { occasion: 'person' } })[1], /1\.0\.0 is live already, but with other bytes/)
})

test('nothing was acquired: the reason is that of the newest, and no failure', () => {
  assert.deepEqual(no(null, { listing: ['1.0.0'] }), ['nothing', '1.0.0 is live already'])
  assert.deepEqual(no(null, { listing: [] }), ['nothing', "the source lists no release in channel 'stable'"])
  assert.equal(no(null, { rules: { channel: channelCalled('beta') }, listing: ['0.9.0'] })[0], 'nothing')
  assert.deepEqual(no(null), ['nothing', '2.0.0 may be taken now, and was not acquired: the next run takes it'])
  assert.deepEqual(no(null, { rules: { auto: 'check' } }), ['nothing', '2.0.0 is newer than 1.0.0, which is live, and may be taken'])
})

test('J37 a newest release that was withdrawn, or is not complete, is nothing that a person is refused', () => {
  for (const [changes, because] of [[{ yanked: 'it eats data' }, '2.0.0 was withdrawn by its publisher: it eats data'], [{ unusable: 'it has no file x' }, '2.0.0 cannot be used here: it has no file x']] as const) {
    const person = { occasion: 'person' } as const
    assert.deepEqual(no(null, { standing: person, listing: [aListed('2.0.0', changes), '1.0.0'] }), ['nothing', `${because}; 1.0.0 is live already`])
    assert.deepEqual(no(null, { standing: person, listing: [aListed('2.0.0', changes)] }), ['nothing', because])
    assert.match(no(null, { standing: person, rules: { minimumAgeMs: dayMs }, listing: [aListed('2.0.0', changes), '1.1.0'] })[1], new RegExp(`^${because}; 1\\.1\\.0 was not seen here before; minimum age is 24 h`))
    // One that was named is refused all the same.
    assert.equal(no(null, { standing: { ...person, asked: parseVersion('2.0.0') }, listing: [aListed('2.0.0', changes), '1.0.0'] })[0], 'refuse')
  }
  const ill = [{ version: '1.1.0', sha256: 'cc', because: 'it did not start' }]
  assert.deepEqual(no(null, { standing: { occasion: 'person', skips: ill }, listing: [aListed('2.0.0', { yanked: 'x' }), '1.1.0'] }), ['refuse', '2.0.0 was withdrawn by its publisher: x; 1.1.0 is skipped: it did not start'])
})

test('an address that a person gave names what is in it', () => {
  const given: Wishes = { standing: { occasion: 'person' }, rules: { minimumAgeMs: dayMs }, request: { url: 'https://example.org/x' } }
  assert.equal(verdict('3.0.0-rc.1', given).decision.kind, 'take')
  assert.match(no('0.9.0', given)[1], /0\.9\.0 is older than 1\.0\.0/)
})

test('P2 P3 before anything is fetched: what was asked for by name is weighed by what is known', () => {
  const asked = (version: string, wishes: Wishes = {}): unknown => beforeFetching(weighing({ ...wishes, standing: { occasion: 'person', ...wishes.standing, asked: parseVersion(version) } }))
  assert.equal(beforeFetching(weighing({})), null)
  assert.equal(asked('2.0.0'), null)
  assert.equal(asked('7.0.0'), null, 'a list may be short')
  assert.deepEqual(asked('0.9.0'), { kind: 'refuse', because: '0.9.0 is older than 1.0.0, which is live', next: "'app-upgrade rollback acme' returns to the kept version; --force takes any version" })
  assert.deepEqual(asked('2.0.0', { rules: { pin: aPin('1.1.0') } }), { kind: 'refuse', because: '2.0.0 is not taken: 1.1.0 is pinned', next: "'app-upgrade unpin acme', or --force" })
  assert.equal(asked('2.0.0', { rules: { pin: aPin('1.1.0') }, standing: { force: 'yes' } }), null)
})
