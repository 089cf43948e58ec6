import type { LockedBy } from '../../host/types.ts'
import type { Answer } from '../../upgrade/ports.ts'
import { packagesAgainMs, packagesGiveUpMs } from './limits.ts'

/**
 * What a package manager holds as long as it works: all of apt's and dpkg's work is under the first two, all of rpm's and dnf's under the
 * others (older and newer homes of its database; one may be a link to the other).
 */
const locks = [
  { path: '/var/lib/dpkg/lock-frontend', of: 'dpkg' },
  { path: '/var/lib/dpkg/lock', of: 'dpkg' },
  { path: '/var/lib/rpm/.rpm.lock', of: 'rpm' },
  { path: '/usr/lib/sysimage/rpm/.rpm.lock', of: 'rpm' },
] as const

/** It looks at the machine and not at the plan. */
interface MachineGate { ask(): Promise<Answer> }

/**
 * While packages are changed, libraries under the daemon are exchanged, systemd is told to read its units again and daemons are restarted by others:
 * whatever we judged then would be judged wrongly, and a file on the same path could change hands (failures.md f13; peers.md 5, case 17). Said
 * at once and never waited for: a package whose own script starts our unit would wait for us, and we for it.
 */
export function packagesAtWork(lockedBy: LockedBy): MachineGate {
  return {
    async ask() {
      for (const { path, of } of locks) {
        const holder = await lockedBy(path)
        if (holder !== null) return notNow(of, path, holder.pid)
      }
      return { kind: 'yes' }
    },
  }
}

function notNow(manager: string, path: string, pid: number | null): Answer {
  const who = pid === null ? 'a process' : `process ${pid}`
  return {
    kind: 'no',
    reason: `packages of this machine are being changed: ${who} holds ${manager}'s lock '${path}'`,
    next: "wait until it is over, or '--force', which does not wait and is recorded",
    overridable: 'yes',
    again: { everyMs: packagesAgainMs, giveUpMs: packagesGiveUpMs },
  }
}
