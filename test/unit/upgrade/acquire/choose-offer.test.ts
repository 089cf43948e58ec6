import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import type { Rules, Standing } from '../../../../src/policy/standing.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { channelCalled } from '../../../../src/release/channel.ts'
import type { Listed, Listing } from '../../../../src/release/listing.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import type { AcquireTools } from '../../../../src/upgrade/acquire/acquire-tools.ts'
import { chooseOffer } from '../../../../src/upgrade/acquire/choose-offer.ts'
import { readListing } from '../../../../src/upgrade/acquire/listing-file.ts'
import type { Offer, Source, Wanted } from '../../../../src/upgrade/ports.ts'
import { aShelf } from '../../../support/a-shelf.ts'
import { aListed, aListing, aPin, aStanding, dayMs, noonMs } from '../../../support/a-standing.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const never = new AbortController().signal
const newest: Wanted = { version: null, channel: null }

/** A source that lists this (null: it cannot), and has these for this machine; it writes down what it was asked. */
interface Scripted { readonly asked: string[]; readonly source: Source }
function aSource(listing: Listing | null, has: readonly string[]): Scripted {
  const asked: string[] = []
  const find = async ({ version }: Wanted): Promise<Offer | null> => {
    asked.push(version ?? 'newest')
    const found = version ?? has[0]
    return found === undefined || !has.includes(found) ? null : { version: parseVersion(found), artifact: parseArtifactName('x.tar.gz'), origin: 'x' }
  }
  return { asked, source: { find, open: async () => null, list: async () => { asked.push('list'); return listing } } }
}
interface Bed extends Scripted { readonly notes: readonly string[]; chosen(wanted?: Wanted, more?: Partial<AcquireTools>): Promise<string | null>; left(): Promise<readonly string[] | null> }
interface Wishes { readonly listing?: readonly (string | Listed)[] | null; readonly tops?: Record<string, string>; readonly has?: readonly string[]; readonly standing?: Partial<Standing>; readonly rules?: Partial<Rules> }
function aBed(t: TestContext, { listing = ['1.2.0', '1.1.0', '1.0.0'], tops = {}, has = ['1.2.0', '1.1.0', '1.0.0'], standing = {}, rules = {} }: Wishes): Bed {
  const scripted = aSource(listing === null ? null : aListing(listing, tops), has)
  const bed = aShelf(t, scripted.source)
  const tools: AcquireTools = { ...bed.acquire, standing: aStanding(standing, rules) }
  return {
    ...scripted,
    get notes() { return bed.events.flatMap((event) => (event.kind === 'note' ? [event.text] : [])) },
    chosen: async (wanted = newest, more = {}) => (await chooseOffer(wanted, { ...tools, ...more }, never))?.version ?? null,
    async left() {
      const told = await readListing(tools.disk, tools.listing ?? '')
      return told.kind === 'listed' ? told.listing.releases.map(({ version }) => version) : null
    },
  }
}

test('the best of what is listed, and what is listed is left for the other half', async (t) => {
  const bed = aBed(t, {})
  assert.equal(await bed.chosen(), '1.2.0')
  assert.deepEqual([bed.asked, await bed.left()], [['list', '1.2.0'], ['1.2.0', '1.1.0', '1.0.0']])
})

test('P1 nothing newer: one question, and no offer', async (t) => {
  const bed = aBed(t, { listing: ['1.0.0'] })
  assert.equal(await bed.chosen(), null)
  assert.deepEqual([bed.asked, await bed.left()], [['list'], ['1.0.0']])
})

test('the newest that is old enough, by what the owner saw', async (t) => {
  const bed = aBed(t, { standing: { firstSeen: new Map([['1.1.0', noonMs - 2 * dayMs], ['1.2.0', noonMs]]) }, rules: { minimumAgeMs: dayMs } })
  assert.equal(await bed.chosen(), '1.1.0')
  assert.deepEqual(bed.notes, [], 'the report says why, and nobody reads it twice')
})

test('J37 P8 P9 what was withdrawn, skipped, or is a candidate is passed over, and a pin is taken', async (t) => {
  assert.equal(await aBed(t, { listing: [aListed('1.2.0', { yanked: 'it eats data' }), '1.1.0'] }).chosen(), '1.1.0')
  assert.equal(await aBed(t, { standing: { skips: [{ version: '1.2.0', sha256: 'bb', because: 'it did not start' }] } }).chosen(), '1.1.0')
  assert.equal(await aBed(t, { listing: ['2.0.0-rc.1', '1.1.0'] }).chosen(), '1.1.0')
  assert.equal(await aBed(t, { rules: { pin: aPin('1.1.0') } }).chosen(), '1.1.0')
})

test('only looked at: what there is is left, and nothing is offered', async (t) => {
  const bed = aBed(t, {})
  assert.equal(await bed.chosen(newest, { fetches: 'no' }), null)
  assert.deepEqual([bed.asked, (await bed.left())?.length], [['list'], 3])
})

test('a release that is not there for this machine is passed over for the next best', async (t) => {
  assert.equal(await aBed(t, { has: ['1.1.0'] }).chosen(), '1.1.0')
  await rejectsWithFailure('UNAVAILABLE', /none of the releases that may be taken is there for this machine, 1\.2\.0 first of all/, aBed(t, { has: [] }).chosen())
  await rejectsWithFailure('UNAVAILABLE', /^1\.1\.0, the only release that may be taken, is not there for this machine$/, aBed(t, { listing: ['1.1.0'], has: [] }).chosen())
  const many = aBed(t, { listing: Array.from({ length: 200 }, (_, index) => `1.${index + 1}.0`), has: [] })
  await rejectsWithFailure('UNAVAILABLE', /1\.200\.0 first of all/, many.chosen())
  assert.equal(many.asked.length, 51)
})

test('a list with nothing for this machine does not read as if all were well', async (t) => {
  const incomplete = aListed('1.2.0', { unusable: "release 'v1.2.0' has no file 'x'" })
  const bed = aBed(t, { listing: [incomplete] })
  await rejectsWithFailure('UNAVAILABLE', /release 'v1\.2\.0' has no file 'x'/, bed.chosen())
  assert.deepEqual(await bed.left(), ['1.2.0'])
  const other = aBed(t, { listing: [incomplete, '1.1.0'] })
  assert.equal(await other.chosen(), '1.1.0')
})

test('J22 a channel that the publisher does not have is told, and not every other one', async (t) => {
  await rejectsWithFailure('UNAVAILABLE', /the source has no channel 'bta'; it has beta, stable/, aBed(t, { tops: { stable: '1.1.0', beta: '1.2.0' }, rules: { channel: channelCalled('bta') } }).chosen())
  assert.equal(await aBed(t, { tops: { stable: '1.1.0' }, rules: { channel: channelCalled('beta') } }).chosen(), '1.1.0')
  assert.equal(await aBed(t, { tops: { stable: '1.1.0', bleeding: '1.2.0' }, rules: { channel: { ...channelCalled('edge'), manifest: 'bleeding' } } }).chosen(), '1.2.0')
})

test('P3 a version by its name asks for no list, and none is left', async (t) => {
  const bed = aBed(t, { standing: { asked: parseVersion('1.1.0') } })
  assert.equal(await bed.chosen({ version: parseVersion('1.1.0'), channel: null }), '1.1.0')
  assert.deepEqual([bed.asked, await bed.left()], [['1.1.0'], null])
  await rejectsWithFailure('UNAVAILABLE', /there is no release 9\.9\.9 for this machine/, bed.chosen({ version: parseVersion('9.9.9'), channel: null }))
})

test('a place that cannot list: what it has is listed for it, and weighed', async (t) => {
  const bed = aBed(t, { listing: null, has: ['1.1.0'] })
  assert.equal(await bed.chosen(), '1.1.0')
  assert.deepEqual([bed.asked, await bed.left()], [['list', 'newest'], ['1.1.0']])
  assert.equal(await aBed(t, { listing: null, has: ['1.0.0'] }).chosen(), null)
  assert.equal(await aBed(t, { listing: null, has: ['1.1.0'], rules: { minimumAgeMs: dayMs } }).chosen(), null)
  await rejectsWithFailure('UNAVAILABLE', /there is no release in channel 'stable'/, aBed(t, { listing: null, has: [] }).chosen())
})

test('P8 a place that cannot list is asked for the pinned version, and for nothing when that one is live', async (t) => {
  const bed = aBed(t, { listing: null, has: ['1.2.0', '1.1.0'], rules: { pin: aPin('1.1.0') } })
  assert.equal(await bed.chosen(), '1.1.0')
  assert.deepEqual(bed.asked, ['list', '1.1.0'])
  const live = aBed(t, { listing: null, has: ['1.0.0'], rules: { pin: aPin('1.0.0') } })
  assert.deepEqual([await live.chosen(), live.asked], [null, ['list']])
  // Who gives an address does not mean the pin; the other half has a word to say about it.
  assert.equal(await bed.chosen(newest, { listing: null }), '1.2.0')
  assert.equal(bed.asked.at(-1), 'newest')
})

test('an address that somebody gave names what lies there, and teaches nothing of the source', async (t) => {
  const bed = aBed(t, { listing: null, has: ['2.0.0-rc.1'], rules: { minimumAgeMs: dayMs } })
  assert.equal(await bed.chosen(newest, { listing: null }), '2.0.0-rc.1')
  assert.equal(await bed.left(), null)
  // Whether it may be taken is said over the bytes, by the other half: an older one, one that is pinned away.
  for (const rules of [{}, { pin: aPin('1.1.0') }]) assert.equal(await aBed(t, { listing: null, has: ['0.9.0'], rules }).chosen(newest, { listing: null }), '0.9.0')
  await rejectsWithFailure('UNAVAILABLE', /at the place that was named/, aBed(t, { listing: null, has: [] }).chosen(newest, { listing: null }))
})

test('a source that offers another version than the one asked for is REFUSED', async (t) => {
  const bed = aBed(t, {})
  const source: Source = { ...bed.source, find: async () => ({ version: parseVersion('0.1.0'), artifact: parseArtifactName('x'), origin: 'x' }) }
  await rejectsWithFailure('REFUSED', /1\.2\.0 was asked for, 0\.1\.0 was offered/, bed.chosen(newest, { source }))
})
