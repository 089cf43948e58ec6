import assert from 'node:assert/strict'
import { test } from 'node:test'
import { secretsIn } from '../../../src/config/secrets.ts'
import { failure } from '../../../src/errors.ts'
import { aConfigDisk, type Entry } from '../../support/config-disk.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const own = '/etc/app-upgrade/credentials'
const read = (name: string, entries: Readonly<Record<string, Entry>>, handed: string | null = null, owner = 0): Promise<string> => secretsIn(aConfigDisk(entries), { handed, own, owner }).read(name)
const secret = (more: Exclude<Entry, string | Uint8Array | { link: string }> = {}): Entry => ({ content: 'hush hush\n', mode: 0o600, ...more })

test("a secret is a file's text, without the line feed at its end", async () => {
  assert.equal(await read('token', { [`${own}/token`]: secret() }), 'hush hush')
  assert.equal(await read('token', { [`${own}/token`]: secret({ content: 'two\nlines\r\n' }) }), 'two\nlines')
  assert.equal(await read('token', { [`${own}/token`]: secret({ content: 'ends with two\n\n' }) }), 'ends with two\n')
})

test('a unit reads what systemd handed it, and that first', async () => {
  const entries = { '/run/credentials/x/app-upgrade_token': secret({ content: 'handed', uid: 997, mode: 0o400 }), [`${own}/token`]: secret() }
  assert.equal(await read('token', entries, '/run/credentials/x'), 'handed')
  assert.equal(await read('token', entries), 'hush hush')
  assert.equal(await read('other', { ...entries, [`${own}/other`]: secret() }, '/run/credentials/x'), 'hush hush')
})

test('none is CONFIG, and the way to make it shows in no history', async () => {
  await rejectsWithFailure('CONFIG', /^there is no secret 'token': '\/etc\/app-upgrade\/credentials\/token' does not exist$/, read('token', {}))
  await assert.rejects(read('token', {}), { next: "make it with 'install -m 600 /dev/stdin /etc/app-upgrade/credentials/token', then type it, Enter and Ctrl-D" })
  await rejectsWithFailure('CONFIG', /is empty/, read('token', { [`${own}/token`]: secret({ content: '\n' }) }))
})

test('E43 one that others could have read or written is CONFIG, and is not shown', async () => {
  for (const [wrong, says] of [[{ mode: 0o640 }, /can be read by others \(mode 0640\)/], [{ mode: 0o604 }, /mode 0604/], [{ uid: 1000 }, /belongs to user 1000/], [{ kind: 'other' as const }, /not a regular file/]] as const) {
    await rejectsWithFailure('CONFIG', says, read('token', { [`${own}/token`]: secret(wrong) }))
    await assert.rejects(read('token', { [`${own}/token`]: secret(wrong) }), (thrown: Error) => !thrown.message.includes('hush'))
  }
  await rejectsWithFailure('CONFIG', /not a regular file/, read('token', { [`${own}/token`]: { link: '/etc/shadow' } }))
  assert.equal(await read('token', { [`${own}/token`]: secret({ uid: 1000 }) }, null, 1000), 'hush hush')
})

test('a name is a file name and nothing else', async () => {
  for (const name of ['', '.', '..', '../shadow', 'a/b', '.hidden', 'UPPER', 'a b', 'x'.repeat(64), 'ä', 'a\n'])
    await rejectsWithFailure('CONFIG', /is no name of a secret/, read(name, {}))
})

test('who may not read it is told who may', async () => {
  const disk = { ...aConfigDisk({}), look: async () => { throw failure('PERMISSION', `cannot look at '${own}/token'`) } }
  await rejectsWithFailure('PERMISSION', /the secret 'token' is only for root to read/, secretsIn(disk, { handed: null, own, owner: 0 }).read('token'))
  await rejectsWithFailure('CONFIG', /there is no secret 'token'/, secretsIn({ ...disk, read: async () => null }, { handed: '/run/credentials/x', own, owner: 0 }).read('token'))
})
