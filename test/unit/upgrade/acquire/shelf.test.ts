import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import { parseVersion } from '../../../../src/release/version.ts'
import type { ShelfRecord } from '../../../../src/upgrade/acquire/shelf-record.ts'
import { entriesOf, entryOf, forgetPointer, pointTo, readAcquired, readEntry, shelve, tidy } from '../../../../src/upgrade/acquire/shelf.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const sums = parseArtifactName('SHA256SUMS')
const recordOf = (digit: string, atMs: number, version = '1.2.3'): ShelfRecord => ({ schema: 1, version: parseVersion(version), artifact: parseArtifactName('jaco.tar.gz'), sha256: digit.repeat(64), origin: 'x', sizeBytes: 1, unpackedBytes: 1, sidecars: [sums], atMs })

async function lay(t: TestContext, ...records: readonly ShelfRecord[]): Promise<string> {
  const home = aDirectory(t)
  mkdirSync(join(home, 'shelf'))
  for (const record of records) {
    writeFileSync(join(home, 'download'), record.sha256)
    await shelve(disk, join(home, 'shelf'), record, { artifactPath: join(home, 'download'), sidecars: new Map([[sums, Buffer.from('sums')]]) })
  }
  return join(home, 'shelf')
}

test('an entry holds artifact, sidecars and record; the download was moved, not copied', async (t) => {
  const record = recordOf('a', 1)
  const shelf = await lay(t, record)
  assert.deepEqual(readdirSync(entryOf(shelf, record.sha256)), ['artifact', 'offer.json', 'sidecar.SHA256SUMS'])
  assert.deepEqual(readdirSync(join(shelf, '..')), ['shelf'])
  assert.deepEqual(await readEntry(disk, shelf, record.sha256), record)
})

test('shelved again, the entry is the new one, whatever lay there', async (t) => {
  const shelf = await lay(t, recordOf('a', 1), recordOf('a', 2))
  assert.equal((await readEntry(disk, shelf, 'a'.repeat(64)))?.atMs, 2)
  assert.deepEqual(readdirSync(shelf), ['a'.repeat(64)])
})

test('an unfinished entry of a crashed run is not an entry, and is overwritten', async (t) => {
  const shelf = await lay(t)
  mkdirSync(join(shelf, `${'a'.repeat(64)}.partial`))
  writeFileSync(join(shelf, `${'a'.repeat(64)}.partial`, 'artifact'), 'half')
  assert.deepEqual(await entriesOf(disk, shelf), [])
  const home = join(shelf, '..')
  writeFileSync(join(home, 'download'), 'whole')
  await shelve(disk, shelf, recordOf('a', 1), { artifactPath: join(home, 'download'), sidecars: new Map() })
  assert.equal(readFileSync(join(entryOf(shelf, 'a'.repeat(64)), 'artifact'), 'utf8'), 'whole')
})

test('newest first; damaged entries are passed over', async (t) => {
  const shelf = await lay(t, recordOf('a', 1), recordOf('b', 3), recordOf('c', 2))
  writeFileSync(join(entryOf(shelf, 'c'.repeat(64)), 'offer.json'), 'x')
  assert.deepEqual((await entriesOf(disk, shelf)).map((record) => record.sha256[0]), ['b', 'a'])
})

test('a record that lies in another entry is DATA', async (t) => {
  const shelf = await lay(t, recordOf('a', 1), recordOf('b', 1))
  writeFileSync(join(entryOf(shelf, 'a'.repeat(64)), 'offer.json'), readFileSync(join(entryOf(shelf, 'b'.repeat(64)), 'offer.json')))
  await rejectsWithFailure('DATA', /holds the record of/, readEntry(disk, shelf, 'a'.repeat(64)))
})

test('the pointer says what was acquired last, and only the wanted version is taken from it', async (t) => {
  const shelf = await lay(t, recordOf('a', 1))
  assert.equal(await readAcquired(disk, shelf, { version: null, channel: null }), null)
  await pointTo(disk, shelf, recordOf('b', 1, '1.2.2'))
  await pointTo(disk, shelf, recordOf('a', 1))
  for (const version of [null, parseVersion('1.2.3')]) assert.deepEqual(await readAcquired(disk, shelf, { version, channel: null }), { version: '1.2.3', sha256: 'a'.repeat(64) })
  await rejectsWithFailure('REFUSED', /version 1\.2\.4 is wanted, but 1\.2\.3 was acquired/, readAcquired(disk, shelf, { version: parseVersion('1.2.4'), channel: null }))
  for (let times = 0; times < 2; times++) await forgetPointer(disk, shelf)
  assert.equal(await readAcquired(disk, shelf, { version: parseVersion('1.2.3'), channel: null }), null)
})

test('I7 tidy keeps the two newest and the pointer', async (t) => {
  const shelf = await lay(t, recordOf('a', 1), recordOf('b', 3), recordOf('c', 2))
  await pointTo(disk, shelf, recordOf('b', 3))
  writeFileSync(join(shelf, 'acquired.json.partial'), 'half')
  mkdirSync(join(shelf, 'junk', 'deep'), { recursive: true })
  await tidy(disk, shelf)
  assert.deepEqual(readdirSync(shelf), ['acquired.json', 'b'.repeat(64), 'c'.repeat(64)])
})
