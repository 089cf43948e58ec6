import { readFile } from 'node:fs/promises'
import { hrtime } from 'node:process'
import type { Bus } from './bus.ts'
import type { CallOptions } from './connection.ts'
import { processesMax } from './limits.ts'
import { managerInterface, managerPath } from './names.ts'

/** Since when the unit's present run exists, and its main process. */
export interface Run { readonly unit: string; readonly beganUs: number; readonly mainPid: number }

/**
 * Processes of an earlier run that run the same program as the main process: with `KillMode=process` the old version may go on
 * behind the new one's back (failures.md g14). Others that outlive a restart by design, such as containers, run another program.
 * What cannot be read is not told.
 */
export async function leftoversOf(bus: Bus, run: Run, options?: CallOptions): Promise<readonly number[]> {
  if (run.mainPid === 0 || run.beganUs === 0) return []
  try {
    const main = await processOf(run.mainPid)
    if (main === null) return []
    const pids = await pidsOf(bus, run.unit, options)
    const others = await Promise.all(pids.filter((pid) => pid !== run.mainPid).map(processOf))
    const offsetUs = await sinceBootUs() - Number(hrtime.bigint() / 1000n)
    return others.filter((one) => one !== null).filter((one) => one.program === main.program && one.startedUs - offsetUs < run.beganUs - marginUs).map((one) => one.pid)
  } catch {
    return []
  }
}

/** /proc counts in hundredths of a second, and two clocks are read one after the other. */
const marginUs = 50_000
const tickUs = 10_000

interface Process { readonly pid: number; readonly program: string; readonly startedUs: number }

async function pidsOf(bus: Bus, unit: string, options?: CallOptions): Promise<readonly number[]> {
  const [processes] = await bus.ask({ path: managerPath, interface: managerInterface, member: 'GetUnitProcesses', signature: 's', body: [unit] }, options)
  if (!Array.isArray(processes)) return []
  return processes.slice(0, processesMax).map((one: unknown) => (Array.isArray(one) ? Number(one[1]) : 0)).filter((pid) => pid > 0)
}

/** proc(5), /proc/pid/stat: the name in brackets, which may hold anything, and the start time as field 22. Null: gone, or hidden from us. */
async function processOf(pid: number): Promise<Process | null> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const [from, to] = [stat.indexOf('('), stat.lastIndexOf(')')]
  const ticks = Number(stat.slice(to + 2).split(' ')[19])
  return from === -1 || !Number.isFinite(ticks) ? null : { pid, program: stat.slice(from + 1, to), startedUs: ticks * tickUs }
}

/** Includes the time that the machine was suspended, as the start times of processes do and systemd's timestamps do not. */
async function sinceBootUs(): Promise<number> {
  return Number((await readFile('/proc/uptime', 'utf8')).split(' ')[0]) * 1_000_000
}
