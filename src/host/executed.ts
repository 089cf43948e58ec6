import { constants } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { processesSeenMax } from './limits.ts'
import { errnoOf } from './system-error.ts'
import type { IsExecuted } from './types.ts'

/**
 * Opens the program for writing, writes nothing, and closes it: the kernel refuses that while anybody executes it (open(2), ETXTBSY), whoever's
 * process it is and however hidden. Our units are root without capabilities, and see nobody else's /proc/pid/exe (ProtectProc=invisible). Asked
 * only of a release that nobody should be starting any more: for that instant the kernel would not start it either.
 */
export const isExecuted: IsExecuted = async (path) => {
  try {
    const handle = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    await handle.close()
  } catch (thrown) {
    const code = errnoOf(thrown)
    if (code === 'ETXTBSY') return 'yes'
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ELOOP') return 'no'
    return (await isSeen(path)) ? 'yes' : 'unknown'
  }
  // Linux 6.11, and the first 6.12, did not refuse: there at least those count that show themselves.
  return (await isSeen(path)) ? 'yes' : 'no'
}

async function isSeen(path: string): Promise<boolean> {
  const program = await inodeOf(path)
  if (program === null) return false
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).slice(0, processesSeenMax)
  const found = await Promise.all(pids.map((pid) => inodeOf(`/proc/${pid}/exe`)))
  return found.includes(program)
}

/** stat(2) follows the kernel's link to the inode itself. Null: gone, or hidden from us. */
async function inodeOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    return `${dev} ${ino}`
  } catch {
    return null
  }
}
