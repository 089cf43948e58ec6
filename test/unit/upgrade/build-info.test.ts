import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../../src/errors.ts'
import { tryBuildInfo, writeBuildInfo } from '../../../src/upgrade/build-info.ts'
import type { PlannedBuildInfo } from '../../../src/upgrade/plan.ts'
import { nobody } from '../../support/meddler.ts'
import { emptyDisk, fileAt, isUnsynced, SimulatedDisk } from '../../support/simulated-disk.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const info: PlannedBuildInfo = { file: '/etc/install.toml', format: 'toml', values: { version: '2.0.0' } }
const before = 'owner = "x"\nversion = "1.0.0"\n'
const after = before.replace('1.0.0', '2.0.0')

async function aDisk(text: string | null, mode = 0o640): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(emptyDisk, nobody)
  await disk.makeDirectory('/etc', 0o755)
  if (text !== null) await disk.create(info.file, Buffer.from(text), mode)
  return disk
}

const textOn = (disk: SimulatedDisk): string => Buffer.from(fileAt(disk.state, info.file)?.content ?? []).toString()

test('the values are set durably, and the file keeps its mode', async () => {
  const disk = await aDisk(before)
  await writeBuildInfo(disk, info)
  assert.equal(textOn(disk), after)
  assert.equal((await disk.look(info.file))?.mode, 0o640)
  assert.equal(isUnsynced(disk.state, info.file), false)
})

test('what says so already is made durable, and stays the very same file', async () => {
  const disk = await aDisk(after)
  const inode = (await disk.look(info.file))?.inode
  await writeBuildInfo(disk, info)
  assert.equal((await disk.look(info.file))?.inode, inode)
  assert.equal(isUnsynced(disk.state, info.file), false)
})

test('a file that is not there yet is made', async () => {
  const disk = await aDisk(null)
  await writeBuildInfo(disk, info)
  assert.equal(textOn(disk), 'version = "2.0.0"\n')
})

test('what could not be written is found before, and nothing is touched', async () => {
  const broken = await aDisk('owner = "x"\nversion = \n')
  await assert.rejects(tryBuildInfo(broken, info), (thrown) => isFailure(thrown) && thrown.code === 'CONFIG' && /'\/etc\/install\.toml'/.test(thrown.next ?? '') && isFailure(thrown.cause) && /install\.toml:2/.test(thrown.cause.message))
  await rejectsWithFailure('CONFIG', /directory of .* does not exist/, tryBuildInfo(await aDisk(null), { ...info, file: '/srv/install.toml' }))
  const disk = await aDisk(null)
  await disk.symlink('/etc/shadow', info.file)
  await rejectsWithFailure('CONFIG', /no regular file/, tryBuildInfo(disk, info))
  await rejectsWithFailure('CONFIG', /no regular file/, writeBuildInfo(disk, info))
  assert.equal(await disk.readLink(info.file), '/etc/shadow')
})

test('a file of which only its owner or its group may read is not closed to them: written anew it would be ours', async () => {
  const [root, closed] = [{ uid: 0, gid: 0 }, /belongs to user \d+ and group \d+, who alone may read it/]
  const given = async (mode: number, uid: number, gid: number, text = before): Promise<SimulatedDisk> => {
    const disk = await aDisk(null)
    await disk.create('/etc/made', Buffer.from(text), 0o600)
    await disk.copy('/etc/made', info.file, { mode, uid, gid })
    return disk
  }
  for (const [mode, uid, gid] of [[0o640, 0, 999], [0o600, 999, 0], [0o440, 999, 999]] as const) await rejectsWithFailure('CONFIG', closed, tryBuildInfo(await given(mode, uid, gid), info, root))
  for (const [mode, uid, gid] of [[0o644, 999, 999], [0o640, 0, 0], [0o600, 0, 999]] as const) await tryBuildInfo(await given(mode, uid, gid), info, root)
  await tryBuildInfo(await given(0o640, 999, 999), info, { uid: 999, gid: 999 })
  await tryBuildInfo(await given(0o640, 0, 999, after), info, root)
})
