import { setTimeout as pause } from 'node:timers/promises'
import { failure } from '../errors.ts'
import type { Bus } from './bus.ts'
import { failedDependency } from './failed-dependency.ts'
import { runUnitJob, type JobMethod, type JobResult } from './jobs.ts'
import { breathMs } from './limits.ts'
import { membersOf, survivorsOf, type Survivor } from './survivors.ts'
import type { UnitState } from './unit-state.ts'
import { readUnit } from './units.ts'

export type RestartKind = 'restart' | 'reload-or-restart'
export type JobKind = RestartKind | 'start' | 'stop'
export interface Restarted {
  readonly result: JobResult
  /** From leaving `active`, before this call or in it, to entering it again, by systemd's own timestamps; null when it did not come back. */
  readonly downtimeMs: number | null
  /** Of `dependency`: which unit failed, and how, in words for people. */
  readonly because?: string
  /** Processes of the run before that go on, as its KillMode= wants: not the unit's own program. Absent: none, or nobody looked. */
  readonly survivors?: readonly Survivor[]
}

/**
 * Asks the manager for a job and answers that job's own result. A reload that keeps the old main process is followed by a real restart:
 * the old program would run on (failures.md g17). Aborted: the job is cancelled and `canceled` is answered.
 */
export async function unitJob(bus: Bus, unit: string, what: JobKind, signal: AbortSignal): Promise<Restarted> {
  const before = await readUnit(bus, unit)
  switch (what) {
    // Whoever starts or stops it says so: no time without it is ours.
    case 'start': return { ...await report(bus, before, await runAndSettle(bus, { what, before, signal })), downtimeMs: null }
    case 'restart':
    case 'stop': return ended(bus, { what, before, signal })
    case 'reload-or-restart': return reloaded(bus, { what, before, signal })
  }
}

/** A job that ends a run, and what of the run goes on. */
async function ended(bus: Bus, attempt: Attempt): Promise<Restarted> {
  const { name, activeState } = attempt.before
  const old = activeState === 'inactive' ? [] : await membersOf(bus, name)
  const settled = await runAndSettle(bus, attempt)
  const survivors = old.length === 0 ? [] : survivorsOf(old, await membersOf(bus, name), settled.after.mainPid)
  return { ...await report(bus, attempt.before, settled), ...(survivors.length === 0 ? {} : { survivors }) }
}

async function reloaded(bus: Bus, attempt: Attempt): Promise<Restarted> {
  const { before } = attempt
  // Of a daemon that is still starting the manager would wait for the end of that before it reloads it, and one that is ill never comes to it.
  if (before.activeState !== 'active') return ended(bus, { ...attempt, what: 'restart' })
  const first = await runAndSettle(bus, attempt)
  if (first.result === 'canceled' || !isSameProcess(before, first.after)) return report(bus, before, first)
  return ended(bus, { ...attempt, what: 'restart' })
}

const methods = { restart: 'RestartUnit', 'reload-or-restart': 'ReloadOrRestartUnit', start: 'StartUnit', stop: 'StopUnit' } as const satisfies Record<JobKind, JobMethod>

interface Attempt { readonly what: JobKind; readonly before: UnitState; readonly signal: AbortSignal }
interface Settled { readonly result: JobResult; readonly after: UnitState }

async function runAndSettle(bus: Bus, { what, before, signal }: Attempt): Promise<Settled> {
  const end = await runUnitJob(bus, methods[what], before.name, signal)
  const after = await readUnit(bus, before.name)
  // To systemd a simple service is up once it is executed; it has still to load, and to listen. Whatever we do beside it takes a processor away from that.
  if (end === 'done' && what !== 'stop') await pause(breathMs)
  return { result: end === 'lost' ? evidence(what, before, after) : end, after }
}

/** The job's end was not heard: what the unit looks like is the evidence (failures.md F28). */
function evidence(what: JobKind, before: UnitState, after: UnitState): JobResult {
  const isUp = after.activeState === 'active'
  if (what === 'stop' && !isUp && after.activeState !== 'deactivating') return 'done'
  if (what === 'start' && isUp) return 'done'
  const isNew = after.invocationId !== before.invocationId || after.mainStartedUs !== before.mainStartedUs
  if (isNew) return isUp ? 'done' : 'failed'
  if (after.activeState === 'failed') return 'failed'
  throw failure('UNAVAILABLE', `the service manager went away, and unit '${before.name}' was not ${doneTo[what]}`)
}

const doneTo = { restart: 'restarted', 'reload-or-restart': 'restarted', start: 'started', stop: 'stopped' } as const satisfies Record<JobKind, string>

function isSameProcess(before: UnitState, after: UnitState): boolean {
  return after.invocationId === before.invocationId && after.mainStartedUs === before.mainStartedUs && before.mainPid !== 0
}

async function report(bus: Bus, before: UnitState, { result, after }: Settled): Promise<Restarted> {
  const because = result === 'dependency' ? await failedDependency(bus, before.name) : null
  return { result, downtimeMs: downtimeOf(before, after), ...(because === null ? {} : { because }) }
}

function downtimeOf(before: UnitState, after: UnitState): number | null {
  if (after.activeState !== 'active') return null
  if (before.activeState !== 'active') return awayMs(before, after)
  // Still the old stay in `active`: a reload.
  if (after.activeEnteredUs === before.activeEnteredUs) return 0
  return after.activeLeftUs >= before.activeEnteredUs ? (after.activeEnteredUs - after.activeLeftUs) / 1000 : null
}

/** It was away already: a version that failed to start, and now the one before it starts again. What both cost is one outage. Null when that is not known. */
export function awayMs(before: UnitState, after: UnitState): number | null {
  const [leftUs, backUs] = [before.activeLeftUs, after.activeEnteredUs]
  return leftUs > 0 && leftUs >= before.activeEnteredUs && backUs > leftUs ? (backUs - leftUs) / 1000 : null
}
