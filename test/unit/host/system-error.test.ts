import assert from 'node:assert/strict'
import { test } from 'node:test'
import { failure, type Failure } from '../../../src/errors.ts'
import { errnoOf, ifThere, onPath } from '../../../src/host/system-error.ts'

const error = (code: string): Error => Object.assign(new Error(`${code}: something, open '/x'`), { code })
const thrownBy = async (cause: unknown): Promise<Failure> => onPath('open', '/x', () => Promise.reject(cause)).then(() => assert.fail('nothing was thrown'), (thrown: Failure) => thrown)

const table = { ENOSPC: 'CANT_CREATE', EDQUOT: 'CANT_CREATE', EROFS: 'CANT_CREATE', EACCES: 'PERMISSION', EPERM: 'PERMISSION', EIO: 'IO', ENOENT: 'IO', EXDEV: 'IO', EMFILE: 'IO', ENFILE: 'IO', ENOMEM: 'IO', ETXTBSY: 'IO', EBUSY: 'IO' }
/** failures.md: what each of them is a case of. */
const cases: Readonly<Record<string, string>> = { ENOSPC: 'F01 ', EDQUOT: 'F02 ', EROFS: 'F05 ', EIO: 'F03 ', EXDEV: 'F06 ', ETXTBSY: 'F07 ', EBUSY: 'F07 ', EPERM: 'F07 ', EMFILE: 'F08 ', ENFILE: 'F08 ', ENOMEM: 'F08 ' }
for (const [errno, code] of Object.entries(table)) {
  test(`${cases[errno] ?? ''}${errno} is ${code}, names the path, and does not repeat its cause`, async () => {
    const cause = error(errno)
    const thrown = await thrownBy(cause)
    assert.deepEqual([thrown.code, thrown.message, thrown.cause], [code, "cannot open '/x'", cause])
    assert.equal(thrown.next !== null, code === 'CANT_CREATE')
  })
}

test('F02 a quota as Node really tells it, which has no name for it', async () => {
  const unknown = (errno: number): Error => Object.assign(new Error(`Unknown system error ${errno}: Unknown system error ${errno}, open '/x'`), { errno, code: `Unknown system error ${errno}`, syscall: 'open', path: '/x' })
  const quota = await thrownBy(unknown(-122))
  assert.deepEqual([quota.code, quota.next, (quota.cause as Error).message], ['CANT_CREATE', 'Raise the quota on this file system and try again.', "EDQUOT: disk quota exceeded, open '/x'"])
  const damaged = await thrownBy(unknown(-117))
  assert.deepEqual([damaged.code, (damaged.cause as Error).message], ['IO', "EUCLEAN: structure needs cleaning, open '/x'"])
  assert.equal(errnoOf(unknown(-4000)), 'Unknown system error -4000')
})

test('a failure stays what it is, and a bug is not made a failure', async () => {
  const known = failure('DATA', 'too large')
  assert.equal(await thrownBy(known), known)
  const bug = new TypeError('undefined is not a function')
  assert.equal(await thrownBy(bug), bug)
  assert.equal(errnoOf(bug), null)
})

test('only ENOENT is "there is none"', async () => {
  assert.equal(await ifThere('open', '/x', () => Promise.reject(error('ENOENT'))), null)
  await assert.rejects(ifThere('open', '/x', () => Promise.reject(error('ENOTDIR'))), { code: 'IO' })
})
