import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createGzip, gzipSync } from 'node:zlib'
import { tarGz } from '../../../../src/drivers/archives/tar-gz.ts'
import { gunzip } from '../../../../src/host/gunzip.ts'
import { archiveContract } from '../../../contract/archive.ts'
import { anArchiveFile, aStreamedArchive } from '../../../support/an-archive-file.ts'
import { aTar } from '../../../support/a-release.ts'
import { hostileArchives } from '../../../support/hostile-archives.ts'
import { tarMember, tarOf } from '../../../support/tar-builder.ts'
import { isFailure } from '../../../../src/errors.ts'

const archive = tarGz.make({ gunzip })
const files = { jaco: Buffer.alloc(100_000, 'jaco'), jacod: Buffer.from('jacod'), 'docs/README.md': Buffer.from('Read me.\n') }

archiveContract('tar-gz', archive, { bytes: gzipSync(aTar(files, '')), files })

test('E7 modes: executable for anybody is 0755, everything else 0644; owners and setuid are not believed', async () => {
  const modes = new Map<string, number>()
  const tar = tarOf(tarMember({ name: 'a', mode: 0o100 }, 'x'), tarMember({ name: 'b', mode: 0o666, uid: 1000 }, 'x'), tarMember({ name: 'd/', type: '5', mode: 0 }))
  for await (const member of archive.members(anArchiveFile(gzipSync(tar)), { unpackedBytesMax: 99, entriesMax: 9 }, new AbortController().signal)) modes.set(member.path, member.mode)
  assert.deepEqual([...modes], [['a', 0o755], ['b', 0o644], ['d', 0o755]])
})

// What depends on the files that are wanted is judged by the story (release-content.test.ts): the port does not know them.
const byTheStory = new Set(['wanted file missing', 'wrong processor', 'script instead of an executable', 'top directory of another version'])
const known = hostileArchives.filter((one) => !byTheStory.has(one.name) && Object.keys(one.rules).every((rule) => rule !== 'wanted' && rule !== 'allowed'))

test('3(c) the list of hostile archives is the long one', () => assert.ok(known.length >= 70, `${known.length}`))

for (const hostile of known) {
  test(`3(c) ${hostile.form}: ${hostile.name} is ${hostile.expect}`, async () => {
    const bytes = hostile.form === 'gzip' ? hostile.bytes() : zipped(hostile.bytes())
    const limits = { unpackedBytesMax: hostile.rules.totalBytesMax ?? hostile.rules.memberBytesMax ?? 2 ** 33, entriesMax: hostile.rules.entriesMax ?? 10_000 }
    const outcome = await drain(bytes, limits).then(() => 'accepted', (thrown: unknown) => (isFailure(thrown) ? 'refused' : Promise.reject(thrown)))
    assert.equal(outcome, hostile.expect === 'refused' ? 'refused' : 'accepted')
  })
}

async function drain(bytes: AsyncIterable<Uint8Array>, limits: { readonly unpackedBytesMax: number; readonly entriesMax: number }): Promise<void> {
  for await (const member of archive.members(aStreamedArchive(() => bytes), limits, new AbortController().signal)) for await (const _ of member.bytes);
}

/** Compressed on the way, because some of them are larger than memory. */
function zipped(bytes: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  const gzip = createGzip({ level: 1 })
  void (async () => {
    try {
      for await (const chunk of bytes) if (!gzip.destroyed && !gzip.write(chunk)) await new Promise((resolve) => { gzip.once('drain', resolve); gzip.once('close', resolve) })
      gzip.end()
    } catch (thrown) {
      gzip.destroy(thrown as Error)
    }
  })()
  return gzip
}

