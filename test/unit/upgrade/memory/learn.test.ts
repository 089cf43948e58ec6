import assert from 'node:assert/strict'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { learn, type Learned } from '../../../../src/upgrade/memory/learn.ts'
import { leaveListing } from '../../../../src/upgrade/acquire/listing-file.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aListing, dayMs, hourMs, noonMs } from '../../../support/a-standing.ts'

interface Bed { readonly listing: string; readonly seen: string; readonly state: string; learn(atMs: number): Promise<Learned> }
function aBed(t: TestContext): Bed {
  const home = aDirectory(t)
  const places = { listing: join(home, 'listing.json'), state: join(home, 'state/acme'), seen: join(home, 'state/acme/seen.json') }
  return { ...places, learn: (atMs) => learn(disk, places, atMs) }
}
const stamps = ({ seen }: Learned): unknown => [seen.lookedAtMs, ...seen.releases.map(({ version, firstSeenMs }) => [version, firstSeenMs])]

test('what the other half saw is stamped by our own clock, and kept', async (t) => {
  const bed = aBed(t)
  await leaveListing(disk, bed.listing, aListing(['1.1.0']))
  assert.deepEqual(stamps(await bed.learn(noonMs)), [noonMs, ['1.1.0', noonMs]])
  await leaveListing(disk, bed.listing, aListing(['1.2.0', '1.1.0']))
  assert.deepEqual(stamps(await bed.learn(noonMs + hourMs)), [noonMs + hourMs, ['1.2.0', noonMs + hourMs], ['1.1.0', noonMs]])
})

test('a half that says that it saw a release long ago is not heard', async (t) => {
  const bed = aBed(t)
  await leaveListing(disk, bed.listing, aListing(['1.1.0']))
  writeFileSync(bed.listing, readFileSync(bed.listing, 'utf8').replace('"schema":1', '"schema":1,"lookedAtMs":1').replaceAll('"mark"', `"firstSeenMs":${noonMs - 90 * dayMs},"mark"`))
  assert.deepEqual(stamps(await bed.learn(noonMs)), [noonMs, ['1.1.0', noonMs]])
})

test('where nothing was left, or nothing that can be read, what was known stays, and it is said', async (t) => {
  const bed = aBed(t)
  assert.deepEqual(await bed.learn(noonMs), { seen: { lookedAtMs: null, releases: [], tops: {} }, notes: [] })
  await leaveListing(disk, bed.listing, aListing(['1.1.0']))
  await bed.learn(noonMs)
  writeFileSync(bed.listing, '{"schema":1,"releases":"all of them"}')
  const learned = await bed.learn(noonMs + hourMs)
  assert.deepEqual(stamps(learned), [noonMs, ['1.1.0', noonMs]])
  assert.match(learned.notes.join(), /what there is at the source was not learned: '.*listing\.json' is no listing/)
})
