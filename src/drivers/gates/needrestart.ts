import { posix } from 'node:path'
import { isFailure } from '../../errors.ts'
import type { ReadsDisk } from '../../host/types.ts'
import type { Answer } from '../../upgrade/ports.ts'
import { needrestartAgainMs, needrestartGiveUpMs, processesAtOnce, processesMax, processNameBytesMax } from './limits.ts'

/**
 * needrestart restarts every daemon that uses a replaced library, ours with them: in the middle of an upgrade that would be judged as a crash. Where apt runs it
 * (DPkg::Post-Invoke) apt still holds its lock, and `packages-at-work` sees that; this one is for whoever runs it by hand or by a timer. Only root's
 * counts: anybody can give a process that name, and would hold upgrades up with it. In our unit ProtectProc=invisible hides processes that may do more than
 * we; what is restarting our unit there is seen by `unit-ready`. We never run needrestart ourselves: it looks into other users' processes as root,
 * and believed what it found there (CVE-2024-48990, -48991, -48992).
 */
export function needrestart(disk: ReadsDisk): { ask(): Promise<Answer> } {
  return {
    async ask() {
      const pids = ((await disk.list('/proc')) ?? []).filter((name) => /^\d+$/.test(name)).slice(0, processesMax)
      for (let at = 0; at < pids.length; at += processesAtOnce) {
        const found = await Promise.all(pids.slice(at, at + processesAtOnce).map(async (pid) => ((await isNeedrestart(disk, pid)) ? pid : null)))
        const pid = found.find((one) => one !== null)
        if (pid !== undefined) return notNow(pid)
      }
      return { kind: 'yes' }
    },
  }
}

async function isNeedrestart(disk: ReadsDisk, pid: string): Promise<boolean> {
  try {
    const name = await disk.read(posix.join('/proc', pid, 'comm'), processNameBytesMax)
    return name !== null && Buffer.from(name).toString('utf8').trim() === 'needrestart' && (await disk.look(posix.join('/proc', pid)))?.uid === 0
  } catch (thrown) {
    // It ended while we looked (ESRCH), or is hidden from us.
    if (isFailure(thrown)) return false
    throw thrown
  }
}

function notNow(pid: string): Answer {
  return {
    kind: 'no',
    reason: `needrestart is at work (process ${pid}) and may restart any daemon, this one too`,
    next: "wait until it is over (it may wait for an answer at a terminal), or '--force', which does not wait and is recorded",
    overridable: 'yes',
    again: { everyMs: needrestartAgainMs, giveUpMs: needrestartGiveUpMs },
  }
}
