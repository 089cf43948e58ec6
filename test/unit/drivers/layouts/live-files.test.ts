import assert from 'node:assert/strict'
import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { assertLive, digestOf, liveFiles, notAFile } from '../../../../src/drivers/layouts/live-files.ts'
import { machine } from '../../../../src/host/machine.ts'
import type { ReadsDisk } from '../../../../src/host/types.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { aPlan, contentOf } from '../../../support/a-plan.ts'
import { nobody } from '../../../support/meddler.ts'
import { digest, emptyDisk, SimulatedDisk } from '../../../support/simulated-disk.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const plan = aPlan({ layout: 'in-place' })
const [file] = plan.files

async function aDisk(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(emptyDisk, nobody)
  for (const path of ['/usr', '/usr/bin']) await disk.makeDirectory(path, 0o755)
  await disk.create('/usr/bin/real', contentOf('1.0.0', 0), 0o755)
  await disk.symlink('real', file.publicPath)
  return disk
}

test('a path names what it leads to in the end', async () => {
  const disk = await aDisk()
  assert.equal(await digestOf(disk, file.publicPath), digest(contentOf('1.0.0', 0)))
  assert.equal(await digestOf(disk, '/usr/bin/nothing'), null)
})

test('what is not there is null, on each of the three sides', async () => {
  const disk = await aDisk()
  assert.deepEqual(await liveFiles(disk, plan, () => '/usr/bin/real'), [{ publicPath: file.publicPath, sha256: file.keptSha256, keptSha256: file.keptSha256, newSha256: null }])
  assert.deepEqual((await liveFiles(disk, plan, () => null))[0]?.keptSha256, null)
})

test('one inode is read once in a look, by whatever name', async () => {
  const disk = await aDisk()
  await disk.link('/usr/bin/real', '/usr/bin/kept')
  const read: string[] = []
  const counting: ReadsDisk = {
    look: (path) => disk.look(path), list: (path) => disk.list(path), readLink: (path) => disk.readLink(path), read: (path, max) => disk.read(path, max),
    sha256: (path) => { read.push(path); return disk.sha256(path) },
  }
  const [seen] = await liveFiles(counting, plan, () => '/usr/bin/kept')
  assert.deepEqual([seen?.sha256, seen?.keptSha256], [file.keptSha256, file.keptSha256])
  assert.deepEqual(read, ['/usr/bin/real'])
})

test('F42 another file than the planned one is refused', async () => {
  const disk = await aDisk()
  await assertLive(disk, { ...file, path: file.publicPath })
  await disk.remove('/usr/bin/real')
  await rejectsWithFailure('REFUSED', /was changed/, assertLive(disk, { ...file, path: file.publicPath }))
})

test('a unit that is masked and a directory have no content, and are no failure: they are somebody\'s own', async (t) => {
  const directory = aDirectory(t)
  symlinkSync('/dev/null', join(directory, 'masked.service'))
  symlinkSync('/nowhere', join(directory, 'dangling'))
  assert.deepEqual(await Promise.all([directory, join(directory, 'masked.service'), join(directory, 'dangling'), join(directory, 'none')].map(async (path) => await digestOf(machine.disk, path))), [notAFile, notAFile, null, null])
})
