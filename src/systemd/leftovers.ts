import { readFile } from 'node:fs/promises'
import type { Bus } from './bus.ts'
import type { CallOptions } from './connection.ts'
import { processesMax } from './limits.ts'
import { managerInterface, managerPath } from './names.ts'

/** Since when the unit's present run exists, and its main process, by systemd's own timestamps. */
export interface Run { readonly unit: string; readonly beganUs: number; readonly mainPid: number; readonly mainStartedUs: number }

/** `same`: they run the same program. `others`: some run another one, or the main process is not yet the daemon. */
export interface Leftovers { readonly same: readonly number[]; readonly others: boolean }
const none: Leftovers = { same: [], others: false }

/**
 * Processes of an earlier run that run the same program as the main process: with `KillMode=process` the old version may go on
 * behind the new one's back (failures.md g14). Others that outlive a restart by design, such as containers, run another program.
 * What cannot be read is not told.
 */
export async function leftoversOf(bus: Bus, run: Run, options?: CallOptions): Promise<Leftovers> {
  if (run.mainPid === 0 || run.beganUs === 0) return none
  try {
    const main = await processOf(run.mainPid)
    if (main === null) return none
    const pids = await pidsOf(bus, run.unit, options)
    const others = await Promise.all(pids.filter((pid) => pid !== run.mainPid).map(processOf))
    // On the clock of /proc, which unlike systemd's counts the time that the machine was suspended: reckoned back from the main process, because
    // where we run /proc shows processes and nothing else (ProcSubset=pid).
    const beganUs = main.startedUs - (run.mainStartedUs - run.beganUs)
    const elders = others.filter((one) => one !== null).filter((one) => one.startedUs < beganUs - marginUs)
    const same = elders.filter((one) => one.program === main.program).map((one) => one.pid)
    return { same, others: elders.length > same.length }
  } catch {
    return none
  }
}

/** /proc counts in hundredths of a second, and systemd notes the start of a process a little later than the kernel. */
const marginUs = 50_000
const tickUs = 10_000

export interface Process { readonly pid: number; readonly program: string; readonly startedUs: number }

async function pidsOf(bus: Bus, unit: string, options?: CallOptions): Promise<readonly number[]> {
  const [processes] = await bus.ask({ path: managerPath, interface: managerInterface, member: 'GetUnitProcesses', signature: 's', body: [unit] }, options)
  if (!Array.isArray(processes)) return []
  return processes.slice(0, processesMax).map((one: unknown) => (Array.isArray(one) ? Number(one[1]) : 0)).filter((pid) => pid > 0)
}

/** proc(5), /proc/pid/stat: the name in brackets, which may hold anything, and the start time as field 22. Null: gone, or hidden from us. */
export async function processOf(pid: number): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [from, to] = [stat.indexOf('('), stat.lastIndexOf(')')]
  const ticks = Number(stat.slice(to + 2).split(' ')[19])
  return from === -1 || !Number.isFinite(ticks) ? null : { pid, program: stat.slice(from + 1, to), startedUs: ticks * tickUs }
}
