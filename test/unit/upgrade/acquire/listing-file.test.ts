import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { forgetListing, leaveListing, readListing } from '../../../../src/upgrade/acquire/listing-file.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aListed, aListing } from '../../../support/a-standing.ts'

const listing = aListing([aListed('1.2.0', { mark: 'prerelease', rolloutPercent: 5 }), '1.1.0'], { stable: '1.1.0' })

test('what is left is read, and forgotten once', async (t) => {
  const path = join(aDirectory(t), 'listing.json')
  assert.deepEqual(await readListing(disk, path), { kind: 'nothing' })
  await leaveListing(disk, path, listing)
  await leaveListing(disk, path, listing)
  assert.deepEqual(await readListing(disk, path), { kind: 'listed', listing })
  await forgetListing(disk, path)
  await forgetListing(disk, path)
  assert.deepEqual(await readListing(disk, path), { kind: 'nothing' })
})

test('a half that lies: a gigabyte, a link, a FIFO, nonsense; each is damage, and none is waited for', async (t) => {
  const home = aDirectory(t)
  const at = (name: string): string => join(home, name)
  writeFileSync(at('vast'), '')
  truncateSync(at('vast'), 2 ** 30)
  symlinkSync('/etc/shadow', at('link'))
  execFileSync('mkfifo', [at('fifo')])
  writeFileSync(at('nonsense'), '{"schema":1,"releases":[{}],"tops":{}}')
  writeFileSync(at('binary'), Buffer.from([0xff, 0, 0xff]))
  writeFileSync(at('many'), JSON.stringify({ schema: 1, tops: {}, releases: Array.from({ length: 501 }, (_, index) => aListed(`1.${index}.0`)) }))
  for (const [name, because] of [['vast', /1073741824 bytes; at most 524288 are read/], ['link', /link/], ['fifo', /fifo/], ['nonsense', /is no listing: a release of it has another shape/], ['binary', /is no listing/], ['many', /not a list that is short enough/]] as const) {
    const told = await readListing(disk, at(name))
    assert.ok(told.kind === 'damaged' && because.test(told.because), `${name}: ${JSON.stringify(told)}`)
  }
})

test('keys that nobody asked for are gone: a first-seen time is not the other half’s to say', async (t) => {
  const path = join(aDirectory(t), 'listing.json')
  await leaveListing(disk, path, listing)
  writeFileSync(path, readFileSync(path, 'utf8').replaceAll('"mark"', '"firstSeenMs":0,"lookedAtMs":0,"mark"'))
  assert.deepEqual(await readListing(disk, path), { kind: 'listed', listing })
})

test('a listing that is too long loses its oldest releases', async (t) => {
  const path = join(aDirectory(t), 'listing.json')
  const releases = Array.from({ length: 1000 }, (_, index) => aListed(`1.${index}.0`, { tag: `v1.${index}.0-${'x'.repeat(200)}`, yanked: 'é'.repeat(200), unusable: 'ü'.repeat(200), seed: 's'.repeat(255) }))
  await leaveListing(disk, path, { releases, tops: {} })
  const told = await readListing(disk, path)
  assert.ok(told.kind === 'listed' && told.listing.releases.length > 200)
  assert.equal(told.listing.releases[0]?.version, '1.999.0')
})
