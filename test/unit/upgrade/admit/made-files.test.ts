import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Disk, FileFacts } from '../../../../src/host/types.ts'
import { addMadeFiles, type MadeFiles } from '../../../../src/upgrade/admit/made-files.ts'
import { nobody } from '../../../support/meddler.ts'
import { emptyDisk, fileAt, isUnsynced, SimulatedDisk } from '../../../support/simulated-disk.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const [from, to] = ['/r/1.0.0', '/r/2.0.0']
const carrying: MadeFiles = { carry: ['web/config.json'], generate: [] }
const generating = (text: string): MadeFiles => ({ carry: [], generate: [{ to: 'etc/made.json', content: async () => Buffer.from(text) }] })
const textAt = (disk: SimulatedDisk, path: string): string => Buffer.from(fileAt(disk.state, path)?.content ?? []).toString()

async function aDisk(): Promise<SimulatedDisk> {
  const disk = new SimulatedDisk(emptyDisk, nobody)
  for (const path of ['/r', from, to, `${from}/web`]) await disk.makeDirectory(path, 0o755)
  await disk.create(`${from}/web/config.json`, Buffer.from('made here'), 0o600)
  return disk
}

test('a file of the live release is carried over, durably, also over the stub that the new one brings', async () => {
  for (const stub of ['none', 'there']) {
    const disk = await aDisk()
    if (stub === 'there') await disk.makeDirectory(`${to}/web`, 0o755)
    if (stub === 'there') await disk.create(`${to}/web/config.json`, Buffer.from('localhost'), 0o644)
    assert.deepEqual(await addMadeFiles(disk, { from, to }, carrying), [])
    assert.equal(textAt(disk, `${to}/web/config.json`), 'made here')
    assert.equal(isUnsynced(disk.state, `${to}/web/config.json`), false)
  }
})

test('what is there already, byte for byte, stays the file it is', async () => {
  const disk = await aDisk()
  await addMadeFiles(disk, { from, to }, carrying)
  const inode = (await disk.look(`${to}/web/config.json`))?.inode
  await addMadeFiles(disk, { from, to }, carrying)
  assert.equal((await disk.look(`${to}/web/config.json`))?.inode, inode)
})

test('what nobody can carry over is said: the live release has none, or there is no release', async () => {
  const disk = await aDisk()
  assert.match((await addMadeFiles(disk, { from: null, to }, carrying))[0] ?? '', /'web\/config\.json' is not carried over/)
  assert.match((await addMadeFiles(disk, { from, to }, { ...carrying, carry: ['other'] }))[0] ?? '', /'other' is not carried over/)
})

test('a link is neither carried nor written through', async () => {
  const disk = await aDisk()
  await disk.symlink('/etc/shadow', `${from}/link`)
  await rejectsWithFailure('REFUSED', /no regular file/, addMadeFiles(disk, { from, to }, { carry: ['link'], generate: [] }))
  await disk.makeDirectory(`${to}/etc`, 0o755)
  await disk.symlink('/etc/shadow', `${to}/etc/made.json`)
  await rejectsWithFailure('REFUSED', /no regular file/, addMadeFiles(disk, { from, to }, generating('x')))
})

test('what not everybody may read is not everybody\'s afterwards, also where it was', async () => {
  for (const stub of ['none', 'there']) {
    const disk = await aDisk()
    if (stub === 'there') await disk.makeDirectory(`${to}/web`, 0o755)
    if (stub === 'there') await disk.create(`${to}/web/config.json`, Buffer.from('made here'), 0o644)
    for (let twice = 0; twice < 2; twice++) await addMadeFiles(disk, { from, to }, carrying)
    assert.equal((await disk.look(`${to}/web/config.json`))?.mode, 0o600)
    assert.equal(isUnsynced(disk.state, `${to}/web/config.json`), false)
  }
})

test('a link on the way leads out of the release, and is not followed', async () => {
  const disk = await aDisk()
  await disk.symlink('/etc', `${from}/config`)
  await rejectsWithFailure('REFUSED', /'\/r\/1\.0\.0\/config' is no directory/, addMadeFiles(disk, { from, to }, { carry: ['config/shadow'], generate: [] }))
})

/** As somebody else left it: given to the daemon's account, or opened to a group. */
function given(disk: Disk, directory: string, differs: Partial<FileFacts>): Disk {
  const look: Disk['look'] = async (path) => {
    const facts = await disk.look(path)
    return facts === null || path !== directory ? facts : { ...facts, ...differs }
  }
  return new Proxy<Disk>(disk, { get: (target, name: keyof Disk) => (name === 'look' ? look : (...args: never[]) => (target[name] as (...all: never[]) => unknown).apply(target, args)) })
}

test('who may exchange a directory on the way chooses what root reads, and where it writes: neither is done', async () => {
  for (const differs of [{ uid: 999 }, { mode: 0o775 }, { mode: 0o777 }]) {
    const disk = await aDisk()
    await disk.makeDirectory(`${to}/web`, 0o755)
    for (const directory of [`${from}/web`, from]) await rejectsWithFailure('REFUSED', /'web\/config\.json'.*(belongs to uid 999|can be written by others)/, addMadeFiles(given(disk, directory, differs), { from, to }, carrying))
    await rejectsWithFailure('REFUSED', /'web\/made\.json'.*(belongs to uid 999|can be written by others)/, addMadeFiles(given(disk, `${to}/web`, differs), { from, to }, { carry: [], generate: [{ to: 'web/made.json', content: async () => Buffer.from('x') }] }))
    assert.equal(await disk.look(`${to}/web/made.json`), null)
  }
})

test('a release of somebody whose daemon it is is his own', async () => {
  const disk = await aDisk()
  const his = ['/r', from, `${from}/web`].reduce<Disk>((under, directory) => given(under, directory, { uid: 1000 }), disk)
  assert.deepEqual(await addMadeFiles(his, { from, to }, carrying), [])
})

test('a file is made by whoever can say its content, anew for each release', async () => {
  const disk = await aDisk()
  await addMadeFiles(disk, { from, to }, generating('{"a":1}'))
  assert.equal(textAt(disk, `${to}/etc/made.json`), '{"a":1}')
  await addMadeFiles(disk, { from, to }, generating('{"a":2}'))
  assert.equal(textAt(disk, `${to}/etc/made.json`), '{"a":2}')
})

test('the live release itself is not touched', async () => {
  const disk = await aDisk()
  await addMadeFiles(disk, { from: to, to }, generating('x'))
  assert.equal(await disk.look(`${to}/etc`), null)
})
