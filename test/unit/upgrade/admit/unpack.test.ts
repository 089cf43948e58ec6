import assert from 'node:assert/strict'
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { gzipSync } from 'node:zlib'
import { archiveOf } from '../../../../src/drivers/archives/table.ts'
import { disk } from '../../../../src/host/disk.ts'
import { files } from '../../../../src/host/files.ts'
import { decompressors } from '../../../../src/host/decompressors.ts'
import type { Disk, Files } from '../../../../src/host/types.ts'
import { parseArtifactName } from '../../../../src/release/artifact.ts'
import type { ContentRules } from '../../../../src/upgrade/admit/release-content.ts'
import type { UnpackTools } from '../../../../src/upgrade/admit/unpack.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { aProgram, aTar } from '../../../support/a-release.ts'
import { rules } from '../../../support/a-shelf.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'
import { unpackWhole } from '../../../support/unpack-whole.ts'

const owner = { uid: process.getuid?.() ?? 0, gid: process.getgid?.() ?? 0 }
const archive = archiveOf(parseArtifactName('x.tar.gz'), { decompressors, binaries: rules.binaries })
const members = { 'docs/jacod': Buffer.from('decoy'), jaco: aProgram('jaco'), jacod: aProgram('jacod'), 'lib/a/b': Buffer.from('x') }

function unpacking(t: TestContext, { prefix = '', keep = 'files' as ContentRules['keep'], tools = {} as Partial<UnpackTools>, content = members as Record<string, Buffer> }): Promise<string> {
  const file = anArchiveFile(gzipSync(aTar(content, prefix)))
  return unpackWhole({ archive, file, limits: { unpackedBytesMax: 1e6, entriesMax: 99 }, staging: join(aDirectory(t), 'staging') }, { disk, files, owner, rules: { ...rules, keep }, ...tools })
}
const below = (root: string): readonly string[] => readdirSync(root, { recursive: true, encoding: 'utf8' }).toSorted()

test('E6 1.7 a decoy of the same base name is not used and does not stay, flat or not', async (t) => {
  for (const prefix of ['', 'jaco-v1.2.3/']) {
    const root = await unpacking(t, { prefix })
    assert.deepEqual(below(root), ['jaco', 'jacod'])
    assert.deepEqual(readFileSync(join(root, 'jacod')), members.jacod)
  }
})

test('a tree is kept whole', async (t) => {
  assert.deepEqual(below(await unpacking(t, { prefix: 'top/', keep: 'tree' })), ['docs', 'docs/jacod', 'jaco', 'jacod', 'lib', 'lib/a', 'lib/a/b'])
})

test('every file and every directory is synced, the file before it is closed', async (t) => {
  const synced: string[] = []
  const watching: Files = { ...files, async create(path, ownership) {
    const file = await files.create(path, ownership)
    return { ...file, sync: async () => { synced.push(path.split('/').at(-1) ?? ''); await file.sync() } }
  } }
  const directories: Disk = { ...disk, syncDirectory: async (path) => { synced.push(path.split('/').at(-1) ?? ''); await disk.syncDirectory(path) } }
  await unpacking(t, { keep: 'tree', tools: { files: watching, disk: directories } })
  assert.deepEqual(synced, ['jacod', 'jaco', 'jacod', 'b', 'docs', 'lib', 'a', 'release'])
})

test('what nobody vouches for yet is nobody’s to look at: it lies in a directory of ours alone', async (t) => {
  const root = await unpacking(t, { prefix: 'top/' })
  const modes = [root, join(root, '..'), join(root, '../..')].map((path) => [basename(path), statSync(path).mode & 0o7777])
  assert.deepEqual(modes, [['top', 0o755], ['release', 0o755], ['staging', 0o700]])
})

test('E8 a staging directory that is there already is never unpacked into', async (t) => {
  const planted: Disk = { ...disk, makeDirectory: async (path, mode) => { await disk.makeDirectory(path, mode); await disk.create(join(path, 'jaco'), Buffer.from('planted'), 0o755).catch(() => undefined) } }
  await rejectsWithFailure('IO', /cannot create '.*jaco'/, unpacking(t, { tools: { disk: planted } }))
})
