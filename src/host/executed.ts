import { constants } from 'node:fs'
import { open, readdir, stat } from 'node:fs/promises'
import { release } from 'node:os'
import { processesSeenMax } from './limits.ts'
import { errnoOf } from './system-error.ts'
import type { IsExecuted } from './types.ts'

/** Linux 6.11 and 6.12 let anybody write to a running program (deny_write_access came back with 6.13): there only those count that show themselves. */
const kernelRefuses = !/^6\.1[12]\./.test(release())

/**
 * Opens the program for writing, writes nothing, and closes it: the kernel refuses that while anybody executes it (open(2), ETXTBSY), whoever's
 * process it is and however hidden. Our units are root without capabilities, and see nobody else's /proc/pid/exe (ProtectProc=invisible). Asked
 * only of a release that nobody should be starting any more: for that instant the kernel would not start it either.
 */
export const isExecuted: IsExecuted = async (path) => {
  try {
    const handle = await open(path, constants.O_WRONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
    await handle.close()
    return kernelRefuses ? 'no' : await (await seenExecuting())(path)
  } catch (thrown) {
    switch (errnoOf(thrown)) {
      case 'ETXTBSY': return 'yes'
      case 'ENOENT': case 'ENOTDIR': case 'ELOOP': return 'no'
    }
    return (await (await seenExecuting())(path)) === 'yes' ? 'yes' : 'unknown'
  }
}

/** Who executes what at this moment, as far as /proc shows it to us: nothing is touched, so that also live programs can be asked about. */
export async function seenExecuting(): Promise<IsExecuted> {
  const pids = (await readdir('/proc').catch(() => [])).filter((name) => /^\d+$/.test(name)).slice(0, processesSeenMax)
  const programs = new Set(await Promise.all(pids.map((pid) => inodeOf(`/proc/${pid}/exe`))))
  return async (path) => {
    const program = await inodeOf(path)
    if (program === null) return 'no'
    if (programs.has(program)) return 'yes'
    return programs.has('hidden') || pids.length === 0 ? 'unknown' : 'no'
  }
}

/** stat(2) follows the kernel's link to the inode itself, also when its name was removed. Null: gone, or no program at all (a kernel thread). */
async function inodeOf(path: string): Promise<string | null> {
  try {
    const { dev, ino } = await stat(path, { bigint: true })
    return `${dev} ${ino}`
  } catch (thrown) {
    return ['EACCES', 'EPERM'].includes(errnoOf(thrown) ?? '') ? 'hidden' : null
  }
}
