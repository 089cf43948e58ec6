import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bounded, listedFrom, listingFrom } from '../../../../src/upgrade/memory/listing-json.ts'
import { aListed, aListing } from '../../../support/a-standing.ts'

test('what was bounded is read as it is, newest first', () => {
  const listing = bounded(aListing(['1.1.0', aListed('1.2.0-rc.1', { mark: 'prerelease', publishedAtMs: 7 })], { beta: '1.1.0' }))
  assert.deepEqual(listingFrom(JSON.parse(JSON.stringify(listing))), listing)
  assert.deepEqual(listing.releases.map(({ version }) => version), ['1.2.0-rc.1', '1.1.0'])
})

test('texts are cut and made visible; a tag that cannot be seen, or has no end, is no release', () => {
  const { releases, tops } = bounded({ tops: { 'a\u202eb': aListed('1.0.0').version }, releases: [aListed('1.0.0', { yanked: `\u001b[2J${'x'.repeat(500)}`, rolloutPercent: 900 }), aListed('1.1.0', { tag: 'v\u202e' }), aListed('1.2.0', { tag: 'x'.repeat(256) })] })
  assert.deepEqual([releases.length, releases[0]?.rolloutPercent, tops], [1, 100, {}])
  assert.match(releases[0]?.yanked ?? '', /^\\x1b\[2Jx{190,200}…$/)
})

test('a version is there once', () => {
  assert.equal(bounded({ releases: [aListed('1.0.0'), aListed('1.0.0', { yanked: 'x' })], tops: {} }).releases[0]?.yanked, null)
})

test('a project that makes a candidate every hour does not push its finished releases out of memory', () => {
  const candidates = Array.from({ length: 900 }, (_, at) => aListed(`2.0.0-rc.${at}`, { mark: 'prerelease' }))
  const { releases } = bounded({ releases: [...candidates, aListed('1.1.0'), aListed('1.0.0')], tops: {} })
  assert.deepEqual(releases.slice(-2).map(({ version }) => version), ['1.1.0', '1.0.0'])
  assert.deepEqual([releases.length, releases[0]?.version], [500, '2.0.0-rc.899'])
})

test('another shape is damage', () => {
  const sound = { ...aListed('1.0.0') }
  for (const change of [{ version: 'v1.0.0' }, { version: 1 }, { mark: 'x' }, { stopOver: true }, { yanked: 1 }, { seed: [] }, { rolloutPercent: 1.5 }, { rolloutPercent: '5' }, { publishedAtMs: 1e300 }, { tag: {} }, { unusable: 3 }])
    assert.throws(() => listedFrom({ ...sound, ...change }), JSON.stringify(change))
  for (const said of [null, [], 'x', {}, { releases: {}, tops: {} }, { releases: [], tops: [] }, { releases: [], tops: { stable: 'one' } }]) assert.throws(() => listingFrom(said), JSON.stringify(said))
})
