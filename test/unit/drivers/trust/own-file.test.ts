import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readOwnFile } from '../../../../src/drivers/trust/own-file.ts'
import { isFailure } from '../../../../src/errors.ts'
import { rootFiles } from '../../../support/root-files.ts'
import { rejectsWithFailure } from '../../../support/throws.ts'

const wanted = { path: '/etc/x', sizeBytesMax: 10, what: 'key file' }
const content = Buffer.from('x')
const read = (changed: Parameters<typeof rootFiles>[1], uid = 7) => readOwnFile(wanted, { disk: rootFiles({ '/etc/x': content }, changed), uid })

test("root's file, or ours, that nobody else may write", async () => {
  for (const changed of [{}, { uid: 7 }, { mode: 0o600 }]) assert.equal(await read(changed), content)
})

test('whoever else could write it would decide what is trusted: CONFIG', async () => {
  await rejectsWithFailure('CONFIG', /the key file '\/etc\/x' can be written by others/, read({ mode: 0o664 }))
  await rejectsWithFailure('CONFIG', /can be written by others/, read({ mode: 0o646 }))
  await rejectsWithFailure('CONFIG', /belongs to uid 8/, read({ uid: 8 }))
  await rejectsWithFailure('CONFIG', /is not a regular file/, read({ kind: 'symlink' }))
  await rejectsWithFailure('CONFIG', /does not exist/, readOwnFile(wanted, { disk: rootFiles({}), uid: 7 }))
})

test('the remedy fits: a file that is not there needs no other owner', async () => {
  const nextOf = async (disk: ReturnType<typeof rootFiles>): Promise<string | null> => {
    const [outcome] = await Promise.allSettled([readOwnFile(wanted, { disk, uid: 7 })])
    assert.ok(outcome.status === 'rejected' && isFailure(outcome.reason))
    return outcome.reason.next
  }
  assert.equal(await nextOf(rootFiles({})), 'Put it there, or correct its path in the settings.')
  assert.match(await nextOf(rootFiles({ '/etc/x': content }, { uid: 8 })) ?? '', /chown root: \/etc\/x/)
})

test('F45 F46 whoever may write a directory above it could exchange the file between the look and the reading: CONFIG', async () => {
  const path = '/home/alice/keys/jaco.pub'
  const above = (changed: object) => {
    const disk = rootFiles({ [path]: content })
    const directory = { kind: 'directory', device: 1, inode: 2, mode: 0o755, uid: 0, gid: 0, sizeBytes: 0, links: 2, modifiedAtMs: 0 } as const
    return readOwnFile({ ...wanted, path }, { disk: { ...disk, look: async (at) => (at === path ? disk.look(at) : { ...directory, ...(at === '/home/alice' ? changed : {}) }) }, uid: 7 })
  }
  for (const changed of [{}, { uid: 7 }, { mode: 0o1777 }]) assert.equal(await above(changed), content)
  for (const changed of [{ uid: 8 }, { mode: 0o775 }, { kind: 'symlink' }]) await rejectsWithFailure('CONFIG', /the key file '\/home\/alice\/keys\/jaco\.pub' could be exchanged by others/, above(changed))
})
