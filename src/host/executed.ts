import { constants } from 'node:fs'
import { open } from 'node:fs/promises'
import { release } from 'node:os'
import { seenExecuting } from './seen-executing.ts'
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
