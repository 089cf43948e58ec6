import assert from 'node:assert/strict'
import { createHash, type Hash } from 'node:crypto'
import { test } from 'node:test'
import { parseVersion } from '../../../../src/release/version.ts'
import { inspect, type Destination } from '../../../../src/upgrade/acquire/inspect.ts'
import type { Archive, Member } from '../../../../src/upgrade/ports.ts'
import { contentOf, type ReleaseContent } from '../../../../src/upgrade/admit/release-content.ts'
import { anArchiveFile } from '../../../support/an-archive-file.ts'
import { aProgram, sha256Of } from '../../../support/a-release.ts'
import { rules } from '../../../support/a-shelf.ts'

const member = (path: string, content: Buffer, then?: Error): Member => ({
  path, kind: 'file', mode: 0o755, sizeBytes: content.length,
  bytes: (async function* () { yield content; if (then !== undefined) throw then })(),
})
function archiveOf(members: readonly Member[], end?: Error): Archive {
  return { async *members() { yield* members; if (end !== undefined) throw end } }
}
const limits = { unpackedBytesMax: 1e6, entriesMax: 9 }
async function read(archive: Archive, take: Destination['take'], hash: Hash | null = null): Promise<ReleaseContent> {
  let begun = 0
  const destination: Destination = { begin: async () => { begun += 1 }, take: async (one) => { assert.equal(begun, 1); return take(one) } }
  const members = await inspect({ archive, file: anArchiveFile(Buffer.alloc(0)), rules, limits, hash }, destination, new AbortController().signal)
  return contentOf(members, rules, parseVersion('1.2.3'))
}
const good = (): Member[] => [member('top/jaco', aProgram('jaco')), member('top/jacod', aProgram('jacod'))]

test('each member’s content goes where it was told to, is synced when whole, and closed', async () => {
  const story: string[] = []
  const content = await read(archiveOf(good()), async ({ path }) => ({
    write: async (bytes) => void story.push(`${path} ${bytes.length}`), sync: async () => void story.push('sync'), close: async () => void story.push('close'),
  }))
  assert.deepEqual(story, [`top/jaco ${aProgram('jaco').length}`, 'sync', 'close', `top/jacod ${aProgram('jacod').length}`, 'sync', 'close'])
  assert.equal(content.prefix, 'top/')
})

test('a member that breaks off is closed, and not synced', async () => {
  const story: string[] = []
  const broken = archiveOf([member('top/jaco', aProgram('jaco'), new Error('cut'))])
  await assert.rejects(read(broken, async () => ({ write: async () => undefined, sync: async () => void story.push('sync'), close: async () => void story.push('close') })), /cut/)
  assert.deepEqual(story, ['close'])
})

test('3(c) what is wrong with the end of an archive is found, though all its members were good', async () => {
  await assert.rejects(read(archiveOf(good(), new Error('ghost entry')), async () => null), /ghost entry/)
})

test('whoever wants to know hears every byte that comes out', async () => {
  const hash = createHash('sha256')
  await read(archiveOf(good()), async () => null, hash)
  assert.equal(hash.digest('hex'), sha256Of(Buffer.concat([aProgram('jaco'), aProgram('jacod')])))
})
