import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { nameRelease, removeLeftovers, stagingOf, type ReleasePlace } from '../../../../src/upgrade/admit/release-directory.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

function laidOut(place: ReleasePlace, content = 'program'): string {
  const root = stagingOf(place)
  mkdirSync(join(root, 'bin'), { recursive: true })
  writeFileSync(join(root, 'bin', 'jacod'), content, { mode: 0o755 })
  return root
}
const placeIn = (releases: string, artifactSha256 = 'ab'.repeat(32)): ReleasePlace => ({ releases, version: '1.2.3', artifactSha256 })

test('a new release gets the plain name', async (t) => {
  const place = placeIn(aDirectory(t))
  assert.equal(await nameRelease(disk, laidOut(place), place), join(place.releases, '1.2.3'))
  assert.deepEqual(readdirSync(place.releases), ['1.2.3'])
})

const changes: readonly (readonly [string, (directory: string) => void])[] = [
  ['a byte', (directory) => writeFileSync(join(directory, 'bin/jacod'), 'prOgram')],
  ['a mode', (directory) => chmodSync(join(directory, 'bin/jacod'), 0o4755)],
  ['one file more', (directory) => writeFileSync(join(directory, 'more'), '')],
  ['a file that is a link', (directory) => { writeFileSync(join(directory, 'other'), ''); symlinkSync('bin', join(directory, 'more')) }],
]
for (const [name, change] of changes) {
  test(`a directory that differs by ${name} is left alone, and the digest makes another name`, async (t) => {
    const place = placeIn(aDirectory(t))
    change(await nameRelease(disk, laidOut(place), place))
    assert.equal(await nameRelease(disk, laidOut(place), place), join(place.releases, '1.2.3~abababababab'))
    assert.equal(readFileSync(join(place.releases, '1.2.3~abababababab/bin/jacod'), 'utf8'), 'program')
  })
}

test('the same content is used as it lies there, under either name', async (t) => {
  const place = placeIn(aDirectory(t))
  const first = await nameRelease(disk, laidOut(place), place)
  assert.equal(await nameRelease(disk, laidOut(place), place), first)
  await removeLeftovers(disk, place.releases)
  writeFileSync(join(first, 'more'), '')
  const second = await nameRelease(disk, laidOut(place), place)
  assert.equal(await nameRelease(disk, laidOut(place), place), second)
})

test('settings that keep other files of a release make another directory of it each time, and no dead end', async (t) => {
  const place = placeIn(aDirectory(t))
  const laid: string[] = []
  for (const extra of ['a', 'b', 'c']) {
    const root = laidOut(place)
    writeFileSync(join(root, extra), '')
    laid.push(await nameRelease(disk, root, place))
  }
  assert.deepEqual(laid, ['1.2.3', '1.2.3~abababababab', '1.2.3~abababababab.2'].map((name) => join(place.releases, name)))
})

test('when all names are taken by something else, it is REFUSED', async (t) => {
  const place = placeIn(aDirectory(t))
  for (const name of ['1.2.3', '1.2.3~abababababab', ...[2, 3, 4, 5, 6, 7, 8].map((number) => `1.2.3~abababababab.${number}`)]) writeFileSync(join(place.releases, name), 'a file')
  await rejectsWithFailure('REFUSED', /1\.2\.3~abababababab' and 8 more beside it are not what was unpacked/, nameRelease(disk, laidOut(place), place))
})

test('leftovers of every version go, releases stay', async (t) => {
  const place = placeIn(aDirectory(t))
  laidOut(place)
  laidOut({ ...place, version: '9.9.9' })
  mkdirSync(join(place.releases, '1.0.0'))
  await removeLeftovers(disk, place.releases)
  await removeLeftovers(disk, join(place.releases, 'none'))
  assert.deepEqual(readdirSync(place.releases), ['1.0.0'])
  assert.equal(existsSync(stagingOf(place)), false)
})

test('what was added to a release afterwards does not make it another one', async (t) => {
  const place = { ...placeIn(aDirectory(t)), made: ['web/config.json', 'bin/made'] }
  const directory = await nameRelease(disk, laidOut(place), place)
  mkdirSync(join(directory, 'web'))
  for (const path of place.made) writeFileSync(join(directory, path), 'made here')
  assert.equal(await nameRelease(disk, laidOut(place), place), directory)
  writeFileSync(join(directory, 'web/other'), 'not made')
  assert.equal(await nameRelease(disk, laidOut(place), place), join(place.releases, '1.2.3~abababababab'))
})
