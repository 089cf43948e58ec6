import { unitKind } from '../formats/unit-kind.ts'
import { hasElapsed } from '../policy/has-elapsed.ts'
import type { UnitBefore, UnitState } from '../policy/reading.ts'
import type { Plan, PlannedUnit, RestartKind } from './plan.ts'

/**
 * A unit of the app as it is now. `idle`: `armed` when something listens for work on its behalf, and starts it when there is some. `file`: what the new
 * release does to its unit file or a drop-in of it; absent: nothing. `returns`: it was stopped when that went. `ready`: what must hold before the next one is restarted.
 */
export interface UnitNow {
  readonly name: string
  readonly restart: RestartKind
  readonly state: UnitState
  readonly idle: 'armed' | 'no'
  /** It is down because another one of the app died, and took it along: nobody stopped it. Absent: it is not. */
  readonly fell?: 'yes'
  readonly file?: 'goes' | 'changes' | 'returns'
  readonly ready?: NonNullable<PlannedUnit['ready']>
}
/** It ran before, and hangs on `of`, a unit of the app: through how many others, does not matter. */
export interface DependentNow { readonly name: string; readonly of: string }

/** What becomes of each. Only before another one is restarted must anything hold: in the end all are watched together. */
export function plannedUnits(units: readonly UnitNow[]): readonly PlannedUnit[] {
  const last = units.findLastIndex((unit) => fateOf(unit) === 'restart')
  return units.map((unit, index): PlannedUnit => {
    const then = fateOf(unit)
    // Nobody waits for a socket: its service is down until its own turn comes.
    const isJudged = then === 'restart' && index < last && unit.ready !== undefined && unitKind(unit.name) === 'service'
    return { name: unit.name, restart: restartOf(unit), then, ...(isJudged ? { ready: unit.ready } : {}) }
  })
}

/** Most of what a unit file says holds for a process from its start: a program that only takes itself up again would run on under the old one (formats.md R8). */
function restartOf({ restart, file }: UnitNow): RestartKind {
  return file === 'changes' ? 'restart' : restart
}

/**
 * A unit that rests, rests: an upgrade is no reason to start what somebody stopped (failures.md g30). One that is idle by design would be
 * started by the next request anyway: it is started now, so that the first to meet an ill version is the judge, and not a customer (g18).
 */
function fateOf(unit: UnitNow): PlannedUnit['then'] {
  // Whatever becomes of its file.
  if (hasElapsed({ name: unit.name, subState: unit.state.subState })) return 'rest'
  const activeState = unit.fell === 'yes' ? 'failed' : atRest(unit.state)
  if (unit.file === 'goes') return ['inactive', 'failed'].includes(activeState) ? 'rest' : 'stop'
  if (unit.file === 'returns' && activeState === 'inactive') return 'start'
  if (isDoor(unit)) return activeState !== 'inactive' && unit.file === 'changes' ? 'restart' : 'rest'
  return activeState === 'inactive' && unit.idle === 'no' ? 'rest' : 'restart'
}

/** A daemon that ends with a status of its own when it is told to (143, as Java does) is failed and not inactive, and was stopped all the same. */
function atRest({ activeState, stopAsked }: UnitState): string {
  return activeState === 'failed' && stopAsked === 'yes' ? 'inactive' : activeState
}

/** A socket, a timer and a path have no program. They are touched only for what their own files say: a socket keeps its connections otherwise (g19). */
function isDoor({ name }: Pick<UnitNow, 'name'>): boolean {
  return unitKind(name) !== 'service'
}

/** Those of which a run of the new version must prove itself. A timer or a path is as it was, whatever its service does. */
export function judgedUnits<Unit extends { readonly name: string }>(units: readonly Unit[]): readonly Unit[] {
  return units.filter(({ name }) => unitKind(name) !== 'trigger')
}

/** Those that stop when the upgrade stops what they hang on; and sockets, timers and paths of the app that go on: a snapshot of the data may stop them. */
export function plannedDependents(units: readonly UnitNow[], dependents: readonly DependentNow[]): Pick<Plan, 'dependents'> {
  const stopped = new Set(units.filter((unit) => fateOf(unit) !== 'rest').map(({ name }) => name))
  const doors = stopped.size === 0 ? [] : units.filter((unit) => isDoor(unit) && fateOf(unit) === 'rest' && unit.state.activeState === 'active').map(({ name }) => name)
  const names = [...new Set([...doors, ...dependents.filter(({ of }) => stopped.has(of)).map(({ name }) => name)])]
  return names.length === 0 ? {} : { dependents: names }
}

/** The runs of those with this fate, before anything is touched. */
export function runsBefore(units: readonly UnitNow[], ...fates: readonly PlannedUnit['then'][]): readonly UnitBefore[] {
  return units.filter((unit) => fates.includes(fateOf(unit))).map(({ name, state: { invocationId, mainStartedUs } }) => ({ name, invocationId, mainStartedUs }))
}
