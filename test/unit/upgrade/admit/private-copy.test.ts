import assert from 'node:assert/strict'
import { linkSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { disk } from '../../../../src/host/disk.ts'
import { files } from '../../../../src/host/files.ts'
import type { Files } from '../../../../src/host/types.ts'
import { copyPrivately } from '../../../../src/upgrade/admit/private-copy.ts'
import { aDirectory } from '../../../support/a-directory.ts'
import { sha256Of } from '../../../support/a-release.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

test('the digest is of the bytes in the copy, which nobody else may read', async (t) => {
  const home = aDirectory(t)
  writeFileSync(join(home, 'from'), 'signed')
  const digest = await copyPrivately(join(home, 'from'), join(home, 'to'), 6, { disk, files })
  assert.deepEqual(digest, { sha256: sha256Of(Buffer.from('signed')), sizeBytes: 6 })
  assert.equal(readFileSync(join(home, 'to'), 'utf8'), 'signed')
  assert.equal(statSync(join(home, 'to')).mode & 0o7777, 0o600)
})

test('F45 a file that changes while it is copied: digest and copy still speak of the same bytes', async (t) => {
  const home = aDirectory(t)
  const from = join(home, 'from')
  writeFileSync(from, Buffer.alloc(600_000, 'a'))
  const changing: Files = {
    ...files,
    async open(path) {
      const file = await files.open(path)
      return file === null ? null : { ...file, async *bytes(range) { for await (const chunk of file.bytes(range)) { yield chunk; writeFileSync(from, Buffer.alloc(600_000, 'b')) } } }
    },
  }
  const { sha256 } = await copyPrivately(from, join(home, 'to'), 1e6, { disk, files: changing })
  assert.equal(sha256, sha256Of(readFileSync(join(home, 'to'))))
  assert.notEqual(sha256, sha256Of(Buffer.alloc(600_000, 'a')))
})

test('F47 a second name of the file, in the hands of somebody else, is no name of the copy; nor is one that lay ready in its place', async (t) => {
  const home = aDirectory(t)
  const at = (name: string): string => join(home, name)
  writeFileSync(at('from'), 'signed')
  linkSync(at('from'), at('theirs'))
  await copyPrivately(at('from'), at('to'), 6, { disk, files })
  writeFileSync(at('theirs'), 'evil!!')
  assert.deepEqual([readFileSync(at('to'), 'utf8'), statSync(at('to')).nlink], ['signed', 1])
  linkSync(at('theirs'), at('waiting'))
  await rejectsWithFailure('IO', /cannot create '.*waiting'/, copyPrivately(at('from'), at('waiting'), 6, { disk, files }))
})

test('a link, a directory and nothing are refused; too large is refused before the first byte', async (t) => {
  const home = aDirectory(t)
  symlinkSync('/etc/passwd', join(home, 'link'))
  writeFileSync(join(home, 'large'), 'large')
  const copy = (name: string): Promise<unknown> => copyPrivately(join(home, name), join(home, 'to'), 4, { disk, files })
  await rejectsWithFailure('REFUSED', /is a link/, copy('link'))
  await rejectsWithFailure('REFUSED', /no regular file/, copy('.'))
  await rejectsWithFailure('UNAVAILABLE', /not on the shelf/, copy('none'))
  await rejectsWithFailure('REFUSED', /larger than 4/, copy('large'))
  assert.equal(await disk.look(join(home, 'to')), null)
})
