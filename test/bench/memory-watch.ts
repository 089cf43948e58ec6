import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** Megabytes (10^6), by the verb that the process runs. */
export interface Peaks { readonly acquire: number; readonly run: number }
export interface MemoryWatch { readonly stop: () => void; readonly peaks: () => Peaks }

const everyMs = 20
const executable = '/usr/bin/app-upgrade'

/**
 * Follows every process of ours in the container of `leader`. The kernel keeps the peak (VmHWM of proc(5)) itself and it only
 * grows, so that looking now and then misses at most what is added in the last 20 ms of a process.
 */
export function watchMemory(leader: number): MemoryWatch {
  const peaks = { acquire: 0, run: 0 }
  const container = namespaceOf(leader)
  const timer = setInterval(() => { for (const seen of ourProcesses(container)) peaks[seen.verb] = Math.max(peaks[seen.verb], seen.peak) }, everyMs)
  return { stop: () => clearInterval(timer), peaks: () => peaks }
}

interface Seen { readonly verb: keyof Peaks; readonly peak: number }

function ourProcesses(container: string): readonly Seen[] {
  const found = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map((pid) => look(Number(pid), container))
  return found.filter((seen) => seen !== null)
}

function look(pid: number, container: string): Seen | null {
  try {
    if (readlinkSync(`/proc/${pid}/exe`) !== executable || namespaceOf(pid) !== container) return null
    const verb = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1]
    const peakKib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)
    return verb === 'acquire' || verb === 'run' ? { verb, peak: (peakKib * 1024) / 1e6 } : null
  } catch {
    // It ended while we looked, or it is a thread of the kernel.
    return null
  }
}

function namespaceOf(pid: number): string {
  return readlinkSync(`/proc/${pid}/ns/pid`)
}
