import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ensureDirectory, linkOrCopy, replaceFile, replaceLink, replaceNote, syncDirectoriesOf, unfinished } from '../../../src/upgrade/durable.ts'
import type { Effect, Meddler } from '../../support/meddler.ts'
import { powerCut } from '../../support/power-cut.ts'
import { emptyDisk, fileAt, SimulatedDisk } from '../../support/simulated-disk.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const text = (content: string): Uint8Array => Buffer.from(content)

function aDisk(refuses: (effect: Effect) => 'IO' | 'CANT_CREATE' | null = () => null): { readonly disk: SimulatedDisk; readonly effects: Effect[]; readonly lost: () => SimulatedDisk } {
  const effects: Effect[] = []
  const meddler: Meddler = {
    async before(effect) {
      effects.push(effect)
      const code = refuses(effect)
      return code === null ? { kind: 'go' } : { kind: 'fail', code, afterBytes: 0 }
    },
    after: () => {},
  }
  const disk = new SimulatedDisk(emptyDisk, meddler)
  return { disk, effects, lost: () => new SimulatedDisk(powerCut(disk.state, () => 0), meddler) }
}

test('a replaced file is durable, name and content, and an unfinished one of long ago is no obstacle', async () => {
  const { disk, lost } = aDisk()
  await disk.create(unfinished('/f'), text('half'), 0o600)
  await replaceFile(disk, '/f', text('whole'))
  assert.equal(Buffer.from(await lost().read('/f', 10) ?? []).toString(), 'whole')
  assert.equal(await disk.look(unfinished('/f')), null)
})

test('F01 what a full disk takes half of does not stay there, and the one before does', async () => {
  for (const replace of [replaceFile, replaceNote]) {
    let full = false
    const disk = new SimulatedDisk(emptyDisk, { before: async ({ kind }) => (full && kind === 'create' ? { kind: 'fail', code: 'CANT_CREATE', afterBytes: 3 } : { kind: 'go' }), after: () => {} })
    await disk.create('/f', text('before'), 0o600)
    full = true
    await rejectsWithFailure('CANT_CREATE', /cannot/, replace(disk, '/f', text('after'), 0o600))
    assert.deepEqual([await disk.list('/'), Buffer.from(await disk.read('/f', 10) ?? []).toString()], [['f'], 'before'])
  }
})

test('a replaced link is durable, whatever was there', async () => {
  const { disk, lost } = aDisk()
  await disk.create('/l', text('a file'), 0o600)
  await replaceLink(disk, 'target', '/l')
  assert.equal(await lost().readLink('/l'), 'target')
})

test('a second name is a link where links can be made', async () => {
  const { disk } = aDisk()
  await disk.create('/f', text('x'), 0o755)
  await linkOrCopy(disk, '/f', '/g')
  assert.equal((await disk.look('/g'))?.inode, (await disk.look('/f'))?.inode)
})

test('what is one file already, by whatever name, is left alone: to make it anew would be to remove it', async () => {
  const { disk, effects } = aDisk()
  await disk.create('/f', text('x'), 0o755)
  await linkOrCopy(disk, '/f', '/g')
  const before = effects.length
  await linkOrCopy(disk, '/f', '/f')
  await linkOrCopy(disk, '/f', '/g')
  assert.equal(effects.length, before)
  assert.ok((await disk.look('/f')) !== null)
})

test('F06 across a border it is a copy with the same mode, to be synced by whoever wanted it', async () => {
  const { disk } = aDisk(({ kind }) => (kind === 'link' ? 'IO' : null))
  await disk.create('/f', text('x'), 0o751)
  await linkOrCopy(disk, '/f', '/g')
  assert.equal((await disk.look('/g'))?.mode, 0o751)
  await disk.syncFile('/g')
  await disk.syncDirectory('/')
  assert.equal(Buffer.from(fileAt(powerCut(disk.state, () => 0), '/g')?.content ?? []).toString(), 'x')
})

test('F01 a full disk is not asked for a copy instead', async () => {
  const { disk, effects } = aDisk(({ kind }) => (kind === 'link' ? 'CANT_CREATE' : null))
  await disk.create('/f', text('x'), 0o755)
  await rejectsWithFailure('CANT_CREATE', /link/, linkOrCopy(disk, '/f', '/g'))
  assert.equal(effects.some(({ kind }) => kind === 'copy'), false)
})

test('a directory is durable with every one above it', async () => {
  const { disk, lost } = aDisk()
  await ensureDirectory(disk, '/a/b/c', 0o700)
  assert.equal((await lost().look('/a/b/c'))?.kind, 'directory')
})

test('directories are synced once each', async () => {
  const { disk, effects } = aDisk()
  await disk.makeDirectory('/a', 0o755)
  for (const name of ['/a/x', '/a/y', '/z']) await disk.create(name, text('x'), 0o600)
  effects.length = 0
  await syncDirectoriesOf(disk, ['/a/x', '/a/y', '/z'])
  assert.deepEqual(effects.map(({ kind, path }) => `${kind} ${path}`), ['syncDirectory /a', 'syncDirectory /'])
})
