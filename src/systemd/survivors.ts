import { basename } from 'node:path'
import type { Bus } from './bus.ts'
import { processOf } from './leftovers.ts'
import { processesMax } from './limits.ts'
import { managerInterface, managerPath } from './names.ts'

/** `program`: its executable's name, as the kernel or else the manager tells it. */
export interface Survivor { readonly pid: number; readonly program: string }

/** One process of a unit. `startedUs`: on the clock of /proc; null where it is hidden from us. */
interface Member extends Survivor { readonly startedUs: number | null }

/** What runs in the unit's control group now. Empty when nobody tells: a courtesy, that no restart waits for in vain. */
export async function membersOf(bus: Bus, unit: string): Promise<readonly Member[]> {
  try {
    const [processes] = await bus.ask({ path: managerPath, interface: managerInterface, member: 'GetUnitProcesses', signature: 's', body: [unit] })
    return Array.isArray(processes) ? await Promise.all(processes.slice(0, processesMax).map(memberOf)) : []
  } catch {
    return []
  }
}

/**
 * Those of a stopped run that go on all the same: KillMode=process or none spares them, SendSIGKILL=no lets them take their time (formats.md R12). Not the
 * unit's own program: what runs that twice is trouble, see `leftovers.ts`. `mainPid`: of the new run; 0 when there is none.
 */
export function survivorsOf(before: readonly Member[], after: readonly Member[], mainPid: number): readonly Survivor[] {
  const main = after.find(({ pid }) => pid === mainPid)
  return after.filter((one) => one.pid !== mainPid && one.program !== main?.program && before.some((elder) => elder.pid === one.pid && elder.startedUs === one.startedUs)).map(({ pid, program }) => ({ pid, program }))
}

/**
 * Where another user's processes are hidden (ProtectProc=invisible, systemd.exec(5)) the manager's own word stands for the kernel's: the command line,
 * as a person would read it. `(sus)`: control group, process, command line.
 */
async function memberOf(entry: unknown): Promise<Member> {
  const [, pid, line]: readonly unknown[] = Array.isArray(entry) ? entry : []
  const seen = await processOf(Number(pid))
  return { pid: Number(pid), program: seen?.program ?? programIn(String(line ?? '')), startedUs: seen?.startedUs ?? null }
}

/** Quoted where it must be, and in brackets when the process has none. */
function programIn(line: string): string {
  const [, double, single, kernel, plain] = /^\s*(?:"([^"]*)"|'([^']*)'|[([]([^)\]]*)[)\]]|(\S+))/.exec(line) ?? []
  return basename(double ?? single ?? kernel ?? plain ?? '')
}
