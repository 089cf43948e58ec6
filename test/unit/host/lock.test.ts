import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, readFileSync, renameSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { loadFlock } from '../../../src/host/ffi.ts'
import { flockCommand, locks, lockWith } from '../../../src/host/lock.ts'
import type { Locked } from '../../../src/host/types.ts'
import { aDirectory } from '../../support/a-directory.ts'
import { rejectsWithFailure } from '../../support/throws.ts'

const ffi = await loadFlock()
const ways = [['node:ffi', ffi ?? flockCommand], ['flock(1)', flockCommand]] as const

test('node:ffi is to be had in the Node that we ship', () => assert.notEqual(ffi, null))

for (const [name, ask] of ways) {
  test(`${name}: f01 the second caller is told at once who holds the lock`, async (t) => {
    const path = join(aDirectory(t), 'run', 'jaco.lock')
    const first = await lockWith(ask, path, '20261121T104841Z-3fa29c')
    assert.equal(first.kind, 'held')
    assert.deepEqual(await lockWith(ask, path, 'second'), { kind: 'busy', heldBy: '20261121T104841Z-3fa29c' })
    if (first.kind === 'held') await first.release()
    const third = await lockWith(ask, path, 'third')
    assert.equal(third.kind, 'held')
    assert.equal(readFileSync(path, 'utf8'), 'third\n')
    if (third.kind === 'held') await third.release()
  })

  test(`${name}: who is told in the instant before the holder wrote its name is told of somebody all the same`, async (t) => {
    const path = join(aDirectory(t), 'lock')
    const asked: Locked[] = []
    const first = await lockWith(async (descriptor) => {
      const answer = await ask(descriptor)
      asked.push(await lockWith(ask, path, 'second'))
      return answer
    }, path, 'first')
    assert.deepEqual(asked, [{ kind: 'busy', heldBy: 'somebody who has just begun' }])
    if (first.kind === 'held') await first.release()
  })

  test(`${name}: F39 a lock file replaced between open and lock is not believed`, async (t) => {
    const path = join(aDirectory(t), 'lock')
    writeFileSync(path, '')
    let meddle: (() => void) | null = () => {
      writeFileSync(`${path}.new`, '')
      renameSync(`${path}.new`, path)
    }
    const meddled = async (descriptor: number) => {
      const answer = await ask(descriptor)
      meddle?.()
      meddle = null
      return answer
    }
    const lock = await lockWith(meddled, path, 'me')
    assert.equal(lock.kind, 'held')
    assert.equal(readFileSync(path, 'utf8'), 'me\n', 'the file that has the name is the one that is locked')
    assert.equal((await lockWith(ask, path, 'other')).kind, 'busy')
    if (lock.kind === 'held') await lock.release()
  })

  test(`${name}: F39 a lock file that is unlinked again and again is given up`, async (t) => {
    const path = join(aDirectory(t), 'lock')
    await rejectsWithFailure('TEMPORARY', /replaced by somebody/, lockWith(async (descriptor) => {
      const answer = await ask(descriptor)
      unlinkSync(path)
      return answer
    }, path, 'me'))
  })
}

test('the kernel drops the lock of a process that is killed, and flock(1) agrees with us', { timeout: 120_000 }, async (t) => {
  const path = join(aDirectory(t), 'lock')
  const holder = spawn('flock', [path, 'sh', '-c', 'echo locked; exec sleep 60'], { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
  await once(holder.stdout, 'data')
  assert.equal((await locks.lock(path, 'me')).kind, 'busy')
  process.kill(-(holder.pid ?? 0), 'SIGKILL')
  await once(holder, 'close')
  const mine = await locks.lock(path, 'me')
  assert.equal(mine.kind, 'held')
  if (mine.kind === 'held') await mine.release()
})

test('a link at the place of the lock is not followed', async (t) => {
  const home = aDirectory(t)
  symlinkSync('/etc/passwd', join(home, 'lock'))
  await rejectsWithFailure('IO', /cannot open the lock/, locks.lock(join(home, 'lock'), 'me'))
})

test('A5 another user cannot hold the lock against us, and with it every rollback', async (t) => {
  const home = aDirectory(t)
  chmodSync(home, 0o755)
  const path = join(home, 'lock')
  // As an earlier version of this program left it.
  writeFileSync(path, '', { mode: 0o644 })
  const mine = await locks.lock(path, 'me')
  if (mine.kind === 'held') await mine.release()
  assert.equal(statSync(path).mode & 0o7777, 0o600)
  const nobody = 65_534
  const stranger = spawnSync('flock', ['--exclusive', '--nonblock', path, 'true'], { uid: nobody, gid: nobody, encoding: 'utf8' })
  assert.match(stranger.stderr, /Permission denied/)
})
