import { isNamed } from './bus-failure.ts'
import type { Bus } from './bus.ts'
import { lastWords, type UnitRun } from './last-words.ts'
import { managerInterface, managerPath } from './names.ts'
import { reloadManager } from './reload.ts'
import { unitsOfSystem } from './system-journal.ts'
import type { UnitState } from './unit-state.ts'
import { awayMs, unitJob, type JobKind, type Restarted } from './unit-job.ts'
import { readUnit } from './units.ts'

type JournalRun = Omit<UnitRun, 'unit'>

/** What others may ask of a service manager. */
export interface SystemdService {
  /** UNAVAILABLE when the manager cannot be reached, REFUSED for what is no unit's name; a unit without a file says so itself. */
  state(unit: string): Promise<UnitState>
  reload(): Promise<void>
  job(unit: string, what: JobKind, signal: AbortSignal): Promise<Restarted>
  /** Clears `failed` and the start limit. A unit that has nothing to clear is fine. */
  resetFailed(unit: string): Promise<void>
  journalTail(unit: string, run: JournalRun, linesMax: number): Promise<readonly string[]>
}

export function systemdService(bus: Bus, units = unitsOfSystem): SystemdService {
  const cleared: Cleared = new Map()
  return {
    state: (unit) => readUnit(bus, unit),
    reload: () => reloadManager(bus),
    job: (unit, what, signal) => jobOf(bus, cleared, { unit, what, signal }),
    resetFailed: async (unit) => {
      cleared.set(unit, await readUnit(bus, unit))
      await resetFailed(bus, unit)
    },
    journalTail: (unit, run, linesMax) => lastWords({ unit, ...run }, linesMax, units),
  }
}

/** Of units whose failure was cleared: how they were before. The manager forgets one that nobody refers to at once, and with it since when it is away. */
type Cleared = Map<string, UnitState>
interface Wanted { readonly unit: string; readonly what: JobKind; readonly signal: AbortSignal }

async function jobOf(bus: Bus, cleared: Cleared, { unit, what, signal }: Wanted): Promise<Restarted> {
  const before = cleared.get(unit)
  // Of the job that comes next, and of no other.
  cleared.delete(unit)
  const ended = await unitJob(bus, unit, what, signal)
  const isUnknown = ended.result === 'done' && ended.downtimeMs === null && (what === 'restart' || what === 'reload-or-restart')
  return before !== undefined && isUnknown ? { ...ended, downtimeMs: awayMs(before, await readUnit(bus, unit)) } : ended
}

async function resetFailed(bus: Bus, unit: string): Promise<void> {
  try {
    await bus.call({ path: managerPath, interface: managerInterface, member: 'ResetFailedUnit', signature: 's', body: [unit] })
  } catch (thrown) {
    // Not loaded: there is no state of it that could be cleared.
    if (!isNamed(thrown, 'NoSuchUnit')) throw thrown
  }
}
