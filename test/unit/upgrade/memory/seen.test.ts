import assert from 'node:assert/strict'
import { existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import type { Listing } from '../../../../src/release/listing.ts'
import { firstSeen, keepSeen, merged, nothingSeen, readSeen, withRelease, type Seen } from '../../../../src/upgrade/memory/seen.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aListed, aListing, dayMs, hourMs, noonMs } from '../../../support/a-standing.ts'

const yearMs = 365 * dayMs
/** Looks at these releases, one look after the other, at these moments. */
const after = (...looks: readonly (readonly [Listing, number])[]): Seen => looks.reduce((seen, [listing, atMs]) => merged(seen, listing, atMs), nothingSeen)
const stamps = (seen: Seen, nowMs: number): Record<string, number> => Object.fromEntries(firstSeen(seen, nowMs))
const one = aListing(['1.1.0'])
const two = aListing(['1.2.0', '1.1.0'])

test('each release has the time of the look that showed it first', () => {
  const seen = after([one, noonMs], [two, noonMs + hourMs], [two, noonMs + dayMs])
  assert.deepEqual([seen.lookedAtMs, stamps(seen, noonMs + dayMs)], [noonMs + dayMs, { '1.2.0': noonMs + hourMs, '1.1.0': noonMs }])
})

test('what the publisher says of a release is remembered as it is said now', () => {
  const seen = after([one, noonMs], [aListing([aListed('1.1.0', { yanked: 'it eats data' })], { stable: '1.1.0' }), noonMs + hourMs])
  assert.deepEqual([seen.releases.map(({ yanked, firstSeenMs }) => [yanked, firstSeenMs]), seen.tops], [[['it eats data', noonMs]], { stable: '1.1.0' }])
})

test('what is listed no more is forgotten, and is first seen again when it comes back', () => {
  assert.deepEqual(stamps(after([two, noonMs], [one, noonMs + hourMs], [two, noonMs + dayMs]), noonMs + dayMs), { '1.2.0': noonMs + dayMs, '1.1.0': noonMs })
})

test('a clock that was years behind makes no release old', () => {
  const seen = after([one, 0], [one, hourMs])
  assert.deepEqual(stamps(seen, noonMs), { '1.1.0': noonMs })
  assert.deepEqual(stamps(merged(seen, two, noonMs), noonMs + hourMs), { '1.2.0': noonMs, '1.1.0': noonMs })
})

test('a clock that is years ahead makes no release old, and none wait for years once it is right', () => {
  const ahead = after([one, noonMs], [two, noonMs + 4 * yearMs])
  assert.deepEqual(stamps(ahead, noonMs + 4 * yearMs), { '1.2.0': noonMs + 4 * yearMs, '1.1.0': noonMs + 4 * yearMs })
  assert.deepEqual(stamps(ahead, noonMs + hourMs), { '1.2.0': noonMs + hourMs, '1.1.0': noonMs + hourMs })
  assert.deepEqual(stamps(merged(ahead, two, noonMs + hourMs), noonMs + dayMs), { '1.2.0': noonMs + hourMs, '1.1.0': noonMs + hourMs })
})

test('a host that was off for a month is believed', () => {
  assert.deepEqual(stamps(after([one, noonMs]), noonMs + 30 * dayMs), { '1.1.0': noonMs })
})

test('a release that this machine cannot use yet has no age', () => {
  const incomplete = aListing([aListed('1.1.0', { unusable: "release 'v1.1.0' has no file 'x'" })])
  assert.deepEqual(stamps(after([incomplete, noonMs], [incomplete, noonMs + hourMs], [one, noonMs + dayMs]), noonMs + 2 * dayMs), { '1.1.0': noonMs + dayMs })
})

test('a release that was found by its name is added, and the others stay', () => {
  const seen = withRelease(after([two, noonMs]), aListed('1.0.0'), noonMs + hourMs)
  assert.deepEqual(seen.releases.map(({ version, firstSeenMs }) => [version, firstSeenMs]), [['1.2.0', noonMs], ['1.1.0', noonMs], ['1.0.0', noonMs + hourMs]])
})

test('what is kept is read back, by everybody', async (t) => {
  const path = join(aDirectory(t), 'seen.json')
  const seen = after([aListing([aListed('1.2.0', { mark: 'prerelease', yanked: 'x', seed: 's', rolloutPercent: 5, stopOver: 'yes', publishedAtMs: 7 }), '1.1.0'], { beta: '1.2.0' }), noonMs])
  assert.deepEqual(await readSeen(disk, path), nothingSeen)
  await keepSeen(disk, path, seen)
  assert.deepEqual(await readSeen(disk, path), seen)
  assert.equal(statSync(path).mode & 0o777, 0o644)
})

test('it stays small: 500 releases, 256 KiB, whatever a source lists', async (t) => {
  const path = join(aDirectory(t), 'seen.json')
  const releases = Array.from({ length: 1000 }, (_, index) => aListed(`1.${index}.0`, { tag: `v1.${index}.0-${'x'.repeat(200)}`, yanked: 'y'.repeat(5000), seed: 's'.repeat(5000) }))
  await keepSeen(disk, path, after([{ releases, tops: {} }, noonMs]))
  const { releases: kept } = await readSeen(disk, path)
  assert.ok(statSync(path).size <= 256 * 1024 && kept.length > 100 && kept.length <= 500, `${kept.length}`)
  assert.equal(kept[0]?.version, '1.999.0')
})

test('a damaged memory is none: every release is as young as can be, and nothing is stopped', async (t) => {
  const path = join(aDirectory(t), 'seen.json')
  await keepSeen(disk, path, after([two, noonMs]))
  const whole = readFileSync(path, 'utf8')
  for (const text of ['', '{', whole.slice(0, -20), '{"schema":2}', whole.replace('"1.2.0"', '"one"'), whole.replace('"none"', '"some"'), 'x'.repeat(300_000), '[]', 'null']) {
    writeFileSync(path, text)
    assert.deepEqual(await readSeen(disk, path), nothingSeen, text.slice(0, 40))
  }
})

test('a link or a directory in its place is no memory, either', async (t) => {
  const home = aDirectory(t)
  writeFileSync(join(home, 'other'), '{}')
  symlinkSync('other', join(home, 'seen.json'))
  assert.deepEqual(await readSeen(disk, join(home, 'seen.json')), nothingSeen)
  mkdirSync(join(home, 'directory'))
  assert.deepEqual(await readSeen(disk, join(home, 'directory')), nothingSeen)
  assert.ok(existsSync(join(home, 'other')))
})

test('a stamp that is missing counts as now, not as always', async (t) => {
  const path = join(aDirectory(t), 'seen.json')
  await keepSeen(disk, path, after([one, noonMs]))
  writeFileSync(path, readFileSync(path, 'utf8').replace(`"firstSeenMs":${noonMs}`, '"firstSeenMs":null'))
  assert.deepEqual(stamps(await readSeen(disk, path), noonMs + hourMs), { '1.1.0': noonMs })
})
