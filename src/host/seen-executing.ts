import { readdir, stat } from 'node:fs/promises'
import { processesSeenMax } from './limits.ts'
import { errnoOf } from './system-error.ts'
import type { IsExecuted } from './types.ts'

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
