import assert from 'node:assert/strict'
import { once } from 'node:events'
import { spawn } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { loadLockHolder } from '../../../src/host/ffi.ts'
import { lockedBy } from '../../../src/host/locked-by.ts'
import { aDirectory } from '../../support/a-directory.ts'

/** Another process, as dpkg is: a lock belongs to a process, and nobody sees their own. */
const takes = (kind: 'F_WRLCK' | 'F_RDLCK'): string => `
  use Fcntl; $| = 1; open(my $f, '+<', $ARGV[0]) or die;
  my $lock = pack('s s x4 q q i x4', ${kind}, 0, 0, 0, 0); fcntl($f, F_SETLK, $lock) or die; print "locked\n"; <STDIN>`

async function holding(t: TestContext, path: string, kind: 'F_WRLCK' | 'F_RDLCK'): Promise<{ readonly pid: number; release(): Promise<void> }> {
  const child = spawn('perl', ['-e', takes(kind), path], { stdio: ['pipe', 'pipe', 'inherit'] })
  const gone = once(child, 'exit')
  t.after(() => child.kill('SIGKILL'))
  await Promise.race([once(child.stdout, 'data'), gone.then(() => assert.fail('the lock was not taken'))])
  assert.ok(child.pid !== undefined)
  return { pid: child.pid, async release() { child.stdin.end(); await gone } }
}
function aLock(t: TestContext): string {
  const path = join(aDirectory(t), 'lock-frontend')
  writeFileSync(path, '', { mode: 0o640 })
  return path
}

test('f13 who has the lock is told as long as they have it, and the question takes nothing from them', async (t) => {
  const path = aLock(t)
  assert.equal(await lockedBy(path), null)
  const holder = await holding(t, path, 'F_WRLCK')
  assert.deepEqual([await lockedBy(path), await lockedBy(path)], [{ pid: holder.pid }, { pid: holder.pid }])
  await holder.release()
  assert.equal(await lockedBy(path), null)
  // Had we kept anything, the next one would not get it.
  assert.deepEqual(await lockedBy(path), await (await holding(t, path, 'F_WRLCK')).release().then(() => null))
})
test('f13 whoever only reads is not at work', async (t) => {
  const path = aLock(t)
  await holding(t, path, 'F_RDLCK')
  assert.equal(await lockedBy(path), null)
})
test('f13 a lock that is not there, or is no file at all, is held by nobody', async (t) => {
  const path = join(aDirectory(t), 'none')
  assert.equal(await lockedBy(path), null)
  assert.equal(await lockedBy(join(path, 'below')), null)
  mkdirSync(path)
  assert.equal(await lockedBy(path), null)
})
test('a descriptor that is closed is an error, not an answer', async () => {
  const holderOf = await loadLockHolder()
  assert.ok(holderOf, 'node:ffi is to be had in the Node that we ship')
  assert.throws(() => holderOf(999_999), { code: 'ERRNO_9' })
})
