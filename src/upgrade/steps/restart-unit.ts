import { unitKind } from '../../formats/unit-kind.ts'
import { isAtRest } from '../../policy/at-rest.ts'
import type { HealthRule, UnitState } from '../../policy/reading.ts'
import type { Plan, PlannedUnit } from '../plan.ts'
import { judgedUnits } from '../planned-units.ts'
import type { JobResult } from '../ports.ts'
import { jobTrouble } from './job-trouble.ts'
import { patientJob, stateOrNull } from './patience.ts'
import type { StepPorts } from './step.ts'
import { stopUnit } from './stop-unit.ts'
import { noteSurvivors } from './survivors.ts'

/** An upgrade does not start what somebody stopped (failures.md g30). Without timers and paths, which run no version. */
export function unitsToRestart(plan: Plan): readonly PlannedUnit[] {
  return judgedUnits(plan.units).filter((unit) => unit.then === 'restart')
}

/** What ran before and must not any more, or must again: the way back is theirs, too. */
export function unitsThatRan(plan: Plan): readonly PlannedUnit[] {
  return plan.units.filter((unit) => unit.then === 'restart' || unit.then === 'stop')
}

/**
 * `trouble`: why it is not `done`, in words for people. `somebody`: took our job away; `stopped` is the run that they stopped instead, if they did.
 * `stoppedToo`: what it starts, and what ran before and is down now.
 */
export interface RestartEnd { readonly result: JobResult; readonly trouble: string | null; readonly somebody: { readonly stopped: string | null } | null; readonly stoppedToo?: readonly string[] }

/** One restart with its own patience, told and noted. The rule says which runs must not be taken for the new one. */
export async function restartUnit(plan: Plan, unit: PlannedUnit, ports: StepPorts, rule: Pick<HealthRule, 'before' | 'deadlineMaxMs'>): Promise<RestartEnd> {
  const stoppedToo = await stopWithServices(plan, unit, ports)
  const waited = await patientJob(plan, unit, ports, rule)
  const { ended, patience } = waited
  const [result, downtimeMs] = [ended.result, costOf(plan, ended.downtimeMs, ports)]
  ports.tell({ kind: 'restarted', unit: unit.name, result, downtimeMs })
  // What its services were away contains it; and nobody waits for an answer of a timer.
  if (downtimeMs !== null && stoppedToo.length === 0 && unitKind(unit.name) !== 'trigger') await ports.note({ entry: 'noted', about: 'downtime', unit: unit.name, milliseconds: downtimeMs })
  await noteSurvivors(unit.name, ended, ports)
  const too = stoppedToo.length === 0 ? {} : { stoppedToo }
  if (result === 'done' || result === 'deferred') return { result, trouble: null, somebody: null, ...too }
  const state = await stateOrNull(unit.name, ports)
  const trouble = jobTrouble({ ...waited, unit: unit.name, state, before: rule.before.find(({ name }) => name === unit.name) ?? null })
  const stopped = state !== null && isDown(state) ? state.invocationId : null
  return { result, trouble, somebody: result === 'canceled' && patience === 'left' ? { stopped } : null, ...too }
}

/**
 * A socket does not start while its service runs ("already active, refusing"). It is stopped itself first: a connection in between would start the
 * service again. Answers which services ran. One with Accept=yes starts whatever runs, and each of its services is somebody's connection, which lives on.
 * Nothing is stopped for that, nor for a unit that is no socket: none.
 */
async function stopWithServices(plan: Plan, { name }: PlannedUnit, ports: StepPorts): Promise<readonly string[]> {
  if (unitKind(name) !== 'socket') return []
  const { accepts, triggers = [] } = (await stateOrNull(name, ports)) ?? {}
  if (accepts === 'yes' || triggers.length === 0) return []
  const states = await Promise.all(triggers.map((service) => ports.service.state(service)))
  const running = states.filter((state) => !isDown(state)).map((state) => state.name)
  for (const one of [name, ...running]) if ((await stopUnit(plan, one, ports)) === 'deferred') return []
  return running
}

/** Not up, and not on its way up. */
export function isDown(state: UnitState): boolean {
  return state.activeState === 'deactivating' || isAtRest(state)
}

/** A daemon that was down for days before an upgrade that mends it: what it was away before us is not what we cost. */
function costOf({ madeAtMs }: Plan, awayMs: number | null, { clock }: StepPorts): number | null {
  return awayMs !== null && awayMs <= Math.max(0, clock.nowMs() - madeAtMs) ? awayMs : null
}
