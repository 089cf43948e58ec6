import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isFailure } from '../../../src/errors.ts'
import { listTrusted, readTrusted } from '../../../src/config/trusted-file.ts'
import { aConfigDisk, type Entry } from '../../support/config-disk.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const path = '/etc/app-upgrade/jaco.toml'
const read = (entry: Entry) => readTrusted(aConfigDisk({ [path]: entry }), path, 0)
const refused = (entry: Entry, why: RegExp) => rejectsWithFailure('CONFIG', why, read(entry))

test("root's own plain file is read", async () => assert.equal(Buffer.from((await read('x = 1')) ?? []).toString(), 'x = 1'))
test('a missing file is null', async () => assert.equal(await readTrusted(aConfigDisk({}), path, 0), null))
test('E28 a symbolic link is refused', () => refused({ link: '/home/eve/jaco.toml' }, /^'\/etc\/app-upgrade\/jaco.toml' is a symbolic link, not a regular file$/))
test('E29 a file that its group can write is refused', () => refused({ mode: 0o664 }, /^'\/etc\/app-upgrade\/jaco.toml' can be written by its group \(mode 0664\)$/))
test('E29 a file that everybody can write is refused', () => refused({ mode: 0o646 }, /can be written by everybody \(mode 0646\)$/))
test('E30 a file that is not of root is refused', () => refused({ uid: 1000 }, /^'\/etc\/app-upgrade\/jaco.toml' belongs to user 1000, not to root$/))
test('E31 a FIFO or device is refused', () => refused({ kind: 'other' }, /is a device, socket or FIFO, not a regular file$/))
test('E31 a directory is refused', () => refused({ kind: 'directory' }, /is a directory, not a regular file$/))
test('E32 64 KiB are read, one byte more is refused', async () => {
  assert.equal((await read('#'.repeat(64 * 1024)))?.length, 64 * 1024)
  await refused('#'.repeat(64 * 1024 + 1), /is larger than 64 KiB$/)
})
test('each refusal says what to do', async () => {
  const next = async (entry: Entry): Promise<string | null> => read(entry).then(() => null, (thrown: unknown) => (isFailure(thrown) ? thrown.next : null))
  assert.equal(await next({ uid: 7 }), "look at who changed it, then 'chown root: /etc/app-upgrade/jaco.toml && chmod go-w /etc/app-upgrade/jaco.toml'")
  assert.equal(await next({ link: '/x' }), 'put a plain file into /etc/app-upgrade')
  assert.match((await next('#'.repeat(70_000))) ?? '', /a few dozen lines/)
})
test('a directory is listed; a missing one is empty; a file or a link in its place is refused', async () => {
  assert.deepEqual(await listTrusted(aConfigDisk({ '/d/b': '', '/d/a': '' }), '/d', 0), ['a', 'b'])
  assert.deepEqual(await listTrusted(aConfigDisk({}), '/d', 0), [])
  await rejectsWithFailure('CONFIG', /^'\/d' is a file, not a directory$/, listTrusted(aConfigDisk({ '/d': '' }), '/d', 0))
  await rejectsWithFailure('CONFIG', /^'\/d' is a symbolic link, not a directory$/, listTrusted(aConfigDisk({ '/d': { link: '/e' } }), '/d', 0))
  await rejectsWithFailure('CONFIG', /^'\/d' belongs to user 5/, listTrusted(aConfigDisk({ '/d': { kind: 'directory', uid: 5 } }), '/d', 0))
})
test("a user's own file is believed for that user's daemons, and so is root's; nobody else's", async () => {
  const readFor = (owner: number, entry: Entry) => readTrusted(aConfigDisk({ [path]: entry }), path, owner)
  assert.ok((await readFor(1000, { uid: 1000, mode: 0o600 })) !== null)
  assert.ok((await readFor(1000, { uid: 0 })) !== null)
  await rejectsWithFailure('CONFIG', /belongs to user 1001, not to you or root$/, readFor(1000, { uid: 1001 }))
  await rejectsWithFailure('CONFIG', /can be written by its group/, readFor(1000, { uid: 1000, mode: 0o664 }))
  const [thrown] = await Promise.allSettled([readFor(1000, { uid: 1000, mode: 0o664 })])
  assert.equal(thrown?.status === 'rejected' && isFailure(thrown.reason) && thrown.reason.next, "look at who changed it, then 'chmod go-w /etc/app-upgrade/jaco.toml'")
})
