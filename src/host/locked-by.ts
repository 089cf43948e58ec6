import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { loadLockHolder } from './ffi.ts'
import { errnoOf, ifThere, onPath } from './system-error.ts'
import type { LockedBy } from './types.ts'

/**
 * Asks the kernel, and takes nothing: whoever tried the lock instead would hold it for an instant, and in that instant the package manager would fail.
 * A file that we may not read is as good as none; so is every file where there is no node:ffi.
 */
export const lockedBy: LockedBy = async (path) => {
  const holderOf = await loadLockHolder()
  if (holderOf === null) return null
  const handle = await ifThere('open the lock', path, () => openToAsk(path))
  if (handle === null) return null
  try {
    const holder = await onPath('ask for the lock on', path, async () => holderOf(handle.fd))
    return holder === null ? null : { pid: holder > 0 ? holder : null }
  } finally {
    await handle.close()
  }
}

async function openToAsk(path: string) {
  try {
    return await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  } catch (thrown) {
    if (['EACCES', 'EPERM', 'ENOTDIR', 'ELOOP'].includes(errnoOf(thrown) ?? '')) return null
    throw thrown
  }
}
