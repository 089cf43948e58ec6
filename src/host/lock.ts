import { spawn } from 'node:child_process'
import { constants } from 'node:fs'
import { lstat, mkdir, open, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { failure } from '../errors.ts'
import { loadFlock, type Flock, type FlockAnswer } from './ffi.ts'
import { lockAttemptsMax, lockCommandMs, lockTextBytesMax } from './limits.ts'
import { ifThere, onPath } from './system-error.ts'
import type { Locked, Locks } from './types.ts'

const { O_RDWR, O_CREAT, O_NOFOLLOW } = constants
/** Whoever can open a file for reading can hold it with flock(2) for ever, and with it every upgrade and every way back. */
const lockMode = 0o600
type AsksForLock = (descriptor: number) => FlockAnswer | Promise<FlockAnswer>

/** flock(2) on a file that is never removed: the kernel drops it when we die, however we die. */
export const locks: Locks = { lock: async (path, holder) => lockWith(await chooseFlock(), path, holder) }

let chosen: Promise<Flock | null> | null = null
async function chooseFlock(): Promise<AsksForLock> {
  chosen ??= loadFlock()
  return (await chosen) ?? flockCommand
}

/** As `locks.lock`, with the way to ask the kernel given: both ways are held to the same tests. */
export async function lockWith(ask: AsksForLock, path: string, holder: string): Promise<Locked> {
  await onPath('make directory', dirname(path), () => mkdir(dirname(path), { recursive: true, mode: 0o755 }))
  for (let attempt = 0; attempt < lockAttemptsMax; attempt++) {
    const handle = await onPath('open the lock', path, () => open(path, O_RDWR | O_CREAT | O_NOFOLLOW, lockMode))
    const locked = await keepingOnly('held', handle, () => tryOnce(ask, handle, path, holder))
    if (locked !== null) return locked
  }
  throw failure('TEMPORARY', `the lock '${path}' is being replaced by somebody, again and again`)
}

/** Null: the file was unlinked or replaced between open and lock, so that we hold a lock nobody else sees (failures.md F39). */
async function tryOnce(ask: AsksForLock, handle: FileHandle, path: string, holder: string): Promise<Locked | null> {
  if (((await handle.stat()).mode & 0o777) !== lockMode) await onPath('set the mode of', path, () => handle.chmod(lockMode))
  if ((await onPath('lock', path, async () => ask(handle.fd))) === 'busy') return { kind: 'busy', heldBy: await readHolder(handle) }
  const [mine, named] = [await handle.stat(), await ifThere('look at', path, () => lstat(path))]
  if (named === null || named.ino !== mine.ino || named.dev !== mine.dev) return null
  await onPath('write to', path, async () => {
    await handle.truncate(0)
    await handle.write(`${holder}\n`, 0)
  })
  return { kind: 'held', release: () => handle.close() }
}

async function keepingOnly(kind: 'held', handle: FileHandle, attempt: () => Promise<Locked | null>): Promise<Locked | null> {
  let keep = false
  try {
    const locked = await attempt()
    keep = locked?.kind === kind
    return locked
  } finally {
    if (!keep) await handle.close()
  }
}

/** Written by the holder right after it got the lock; there is none yet for an instant. */
async function readHolder(handle: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(lockTextBytesMax), 0, lockTextBytesMax, 0)
  return buffer.toString('utf8', 0, bytesRead).trim() || 'somebody who has just begun'
}

/** util-linux's flock(1) on our own open file, inherited as descriptor 3: the lock belongs to the open file, so it stays with us. */
export async function flockCommand(descriptor: number): Promise<FlockAnswer> {
  const child = spawn('/usr/bin/flock', ['-x', '-n', '-E', '75', '3'], { stdio: ['ignore', 'ignore', 'ignore', descriptor], env: {}, timeout: lockCommandMs })
  const status = await new Promise<number | null>((resolve, reject) => child.once('error', reject).once('exit', resolve))
  if (status === 0) return 'locked'
  if (status === 75) return 'busy'
  throw Object.assign(new Error(`flock(1) ended with status ${status ?? 'none'}`), { code: 'FLOCK' })
}
