import { failure } from '../../errors.ts'
import { unitKind } from '../../formats/unit-kind.ts'
import type { UnitState } from '../../policy/reading.ts'
import type { Plan, PlannedUnit } from '../plan.ts'
import { judgedUnits } from '../planned-units.ts'
import { listenAgain, mustComeBack, startAgain } from './dependents.ts'
import { noteLastWords } from './last-words.ts'
import { judgeReady } from './ready.ts'
import { restartUnit, type RestartEnd } from './restart-unit.ts'
import type { Step, StepPorts } from './step.ts'
import { stopForData } from './stop-for-data.ts'
import { stopUnit } from './stop-unit.ts'

/**
 * The only step that a daemon notices. A job that is done is not yet healthy: that is for `watch` to say. Of several units each must be ready before the
 * next is restarted, and all are one: the first that is not takes them all back (failures.md g36).
 */
export const restart: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    const earlier = new Map(await Promise.all(plan.units.map(async ({ name }) => [name, await ports.service.state(name)] as const)))
    await listenAgain(plan, ports)
    for (const [index, unit] of plan.units.entries()) {
      const later = plan.units.slice(index + 1)
      switch (unit.then) {
        case 'rest': break
        case 'stop': await stopForGood(plan, unit, ports); break
        case 'start':
        case 'restart': await advance({ plan, unit, later, ports }, earlier.get(unit.name) ?? null)
      }
    }
    await mustComeBack(plan, ports, 'ROLLED_BACK', 'the new version started, but')
  },

  /** Restarting the kept version is for `standby.undo`, once its files are back. Here the failed one has the last word; before data are put back it is stopped, too. */
  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    await noteLastWords(plan, ports)
    await stopForData(plan, ports)
  },
}

interface Turn { readonly plan: Plan; readonly unit: PlannedUnit; readonly later: readonly PlannedUnit[]; readonly ports: StepPorts }

async function advance(turn: Turn, earlier: UnitState | null): Promise<void> {
  const { plan, unit, ports } = turn
  const now = await ports.service.state(unit.name)
  if (hasTakenUp(unit, now)) return refuseUnread(turn, now)
  // A daemon that crashed until systemd gave it up would be refused its start, and the version that mends it blamed (failures.md g04).
  if (now.activeState === 'failed') await ports.service.resetFailed(unit.name)
  const end = earlier !== null && cameAlong(earlier, now) ? cameAlongEnd : await restartUnit(plan, unit, ports, plan.health)
  if (end.result !== 'done') await refuse(turn, end)
  for (const name of servicesToStart(end, turn.later)) await startAgain(name, plan, ports)
  const before = plan.health.before.find(({ name }) => name === unit.name)
  if (before !== undefined) await refuseUnready(turn, await judgeReady(plan, unit, ports, { ...plan.health, before: [before] }))
}

/**
 * A timer or a path that is armed takes up its new settings when the manager reads them, and stays in the same run. To restart it would be worse than
 * nothing: it would count OnActiveSec= anew, and some versions run its service at once.
 */
function hasTakenUp({ name, then }: PlannedUnit, { activeState }: UnitState): boolean {
  return unitKind(name) === 'trigger' && then === 'restart' && activeState === 'active'
}

/** Settings that the manager does not understand leave it armed for nothing at all, and say so nowhere. */
function refuseUnread({ unit, later }: Turn, { loadState }: UnitState): void {
  if (loadState !== 'loaded') throw failure('ROLLED_BACK', `the new file of unit '${unit.name}' cannot be used: it is '${loadState}'${neverRestarted(later)}`)
}

const cameAlongEnd: RestartEnd = { result: 'done', trouble: null, somebody: null }

/** It requires a unit before it, so that systemd restarted it with that one: with the files that are live now, and once is enough. */
function cameAlong(earlier: UnitState, now: UnitState): boolean {
  return now.activeState === 'active' && now.job === undefined && earlier.invocationId !== '' && now.invocationId !== earlier.invocationId
}

/** Those that a socket had to be let go of, unless their own turn comes. */
function servicesToStart({ stoppedToo = [] }: RestartEnd, later: readonly PlannedUnit[]): readonly string[] {
  return stoppedToo.filter((name) => !later.some((unit) => unit.name === name && unit.then === 'restart'))
}

async function refuse({ unit, later, ports }: Turn, { result, trouble, somebody }: RestartEnd): Promise<never> {
  // Whoever cancels our job (f08: by stopping the unit) says nothing about the version.
  if (typeof somebody?.stopped === 'string') await ports.note({ entry: 'noted', about: 'stopped', unit: unit.name, invocation: somebody.stopped })
  throw failure(somebody === null ? 'ROLLED_BACK' : 'TEMPORARY', `the new version did not start: ${trouble ?? `the restart of '${unit.name}' is ${result}`}${neverRestarted(later)}`)
}

async function refuseUnready({ unit, later, ports }: Turn, verdict: Awaited<ReturnType<typeof judgeReady>>): Promise<void> {
  switch (verdict?.kind) {
    case undefined:
    case 'healthy': return
    case 'unhealthy': throw failure('ROLLED_BACK', `the new version of unit '${unit.name}' did not become healthy: ${verdict.because}${neverRestarted(later)}`)
    case 'stopped': {
      await ports.note({ entry: 'noted', about: 'stopped', unit: verdict.unit, invocation: verdict.invocationId })
      throw failure('TEMPORARY', `somebody stopped unit '${verdict.unit}' before the next one was restarted, so nobody can say how it would have gone on${neverRestarted(later)}`)
    }
  }
}

/** Whoever reads it must not look for what went wrong in a unit that never was another one. */
function neverRestarted(later: readonly PlannedUnit[]): string {
  const names = judgedUnits(later).filter(({ then }) => then === 'restart').map(({ name }) => `'${name}'`)
  return names.length === 0 ? '' : `; ${names.join(', ')} ${names.length === 1 ? 'was' : 'were'} not restarted`
}

/** The new release does not have it any more; its file is gone, and the manager has been told. */
async function stopForGood(plan: Plan, { name }: PlannedUnit, ports: StepPorts): Promise<void> {
  const result = await stopUnit(plan, name, ports)
  if (result !== 'done') throw failure('ROLLED_BACK', `unit '${name}', which ${plan.to.version} does not have any more, could not be stopped: its job ended with '${result}'`)
  // A timer fails when its file goes, and a unit that failed shows for ever what was wanted.
  if (unitKind(name) === 'trigger') await ports.service.resetFailed(name)
}
