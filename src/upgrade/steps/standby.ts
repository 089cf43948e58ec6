import { failure } from '../../errors.ts'
import type { UnitBefore, UnitState } from '../../policy/reading.ts'
import { arrivesWith, companionsFound, filesFound, movesUnitFiles, type FoundThere } from '../laid-down.ts'
import { observe } from '../observe.ts'
import type { Plan } from '../plan.ts'
import { doorsAtRest, mustComeBack } from './dependents.ts'
import { isTheirs, leftStopped, mayHaveStopped } from './left-stopped.ts'
import { isDown, unitsThatRan } from './restart-unit.ts'
import { neverLeft, startKept, turned } from './start-kept.ts'
import type { Step, StepPorts } from './step.ts'
import { stopUnit } from './stop-unit.ts'
import { tookPlace } from './took-place.ts'

/**
 * The way back (decision 0001). `do` makes sure that it is there before anything is swapped; `undo` takes it: undone newest first, it
 * comes right after `swap.undo` has put the kept files back, restarts the kept version, and proves it by the same judge.
 */
export const standby: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    const live = await ports.layout.inspect(plan)
    for (const one of [...filesFound(plan, live), ...companionsFound(plan, live)]) assertIntact(one)
    for (const unit of plan.units) {
      if (arrivesWith(plan, unit.name)) continue
      const { loadState } = await ports.service.state(unit.name)
      if (loadState !== 'loaded') throw failure('REFUSED', `unit '${unit.name}' could not be restarted: it is '${loadState}'`)
    }
  },

  async undo(plan: Plan, ports: StepPorts): Promise<void> {
    // First of all, and also where nothing is restarted: what was read of the new unit files would outlive them. At boot, too: they were read before us.
    if (movesUnitFiles(plan) && tookPlace('swap', ports)) await ports.service.reload()
    // On data that the new version migrated it might do harm, and could not be judged (failures.md g31): `snapshot.undo` has said what is to be done by hand.
    if (ports.others?.notUndone?.includes('snapshot') === true) throw failure('STUCK', 'the version before was not started on data that are not known to be back')
    await stopReturned(plan, ports)
    await stopUnheard(plan, ports)
    const before = await statesOf(plan, ports)
    if (before.every((state) => neverLeft(plan, state) || isTheirs(plan, state, ports))) return ports.note({ entry: 'noted', about: 'way-back', proof: 'never-left' })
    if ((ports.others?.replaced.length ?? 0) > 0) await refuseForeign(plan, ports)
    if (before.some(({ needDaemonReload }) => needDaemonReload === 'yes')) await ports.service.reload()
    const left = leftStopped(plan, before, ports)
    // A start of whoever requires it would start it, too.
    const mine: Plan = left.length === 0 ? plan : { ...plan, units: plan.units.filter((unit) => !left.includes(unit.name)), dependents: [] }
    if ((await startKept(mine, before, ports)) === 'deferred') return ports.note({ entry: 'noted', about: 'way-back', proof: 'deferred' })
    if (left.length === 0) await proveKept(plan, before, ports)
    await refuseForeign(plan, ports)
    if (left.length > 0) throw failure('STUCK', `the version before is back in its place; ${named(left)} left stopped, so nobody has judged it`)
    await ports.note({ entry: 'noted', about: 'way-back', proof: 'proven' })
  },
}

/** A public path that is somebody's own by now was left to them (failures.md f10): what runs by it is no version of ours, and nothing can be said of it. */
async function refuseForeign(plan: Plan, ports: StepPorts): Promise<void> {
  for (const { path, keptSha256, newSha256, found: { sha256 } } of filesFound(plan, await ports.layout.inspect(plan))) {
    if (sha256 === null || sha256 === keptSha256 || sha256 === newSha256) continue
    throw failure('STUCK', `'${path}' is neither of the two versions: it is left to whoever put it there`)
  }
}

/** The version that is left again did not have it, and its file has gone once more: nobody would stop it ever after. */
async function stopReturned(plan: Plan, ports: StepPorts): Promise<void> {
  for (const { name } of plan.units.filter(({ then }) => then === 'start').toReversed()) await stopUnit(plan, name, ports)
}

/**
 * Whoever stops a socket and then its service, for a snapshot of the data, may be killed in between. The service runs on, and as long as it does its socket
 * cannot listen again ("already active, refusing"): nobody would be heard once it ends. So it is stopped, too, and comes back with its socket.
 */
async function stopUnheard(plan: Plan, ports: StepPorts): Promise<void> {
  if (!tookPlace('snapshot', ports) || !mayHaveStopped(plan, ports)) return
  const ran = unitsThatRan(plan)
  for (const name of doorsAtRest(plan)) {
    const door = await ports.service.state(name)
    if (isDown(door)) for (const unit of ran.filter((one) => door.triggers?.includes(one.name) === true).toReversed()) await stopUnit(plan, unit.name, ports)
  }
}

function named(units: readonly string[]): string {
  return `${units.length === 1 ? 'unit' : 'units'} ${units.map((unit) => `'${unit}'`).join(', ')} ${units.length === 1 ? 'is' : 'are'}`
}

/** A kept copy that lost a byte, and a live file that somebody replaced since the plan was made, are found before the swap. */
function assertIntact({ name, path, keptSha256, newSha256, found }: FoundThere): void {
  const next = 'nothing was changed: look who changed the file, then upgrade again'
  if (found.sha256 !== keptSha256) throw failure('REFUSED', `'${path}' was changed while the upgrade was prepared`, { next })
  if (found.keptSha256 !== keptSha256) throw failure('REFUSED', `the kept copy of '${path}' is not what it was made from`, { next })
  if (found.newSha256 !== newSha256) throw failure('TAMPERED', `the new '${name}' is no longer the file that was verified`, { next })
}

async function statesOf(plan: Plan, ports: StepPorts): Promise<readonly UnitState[]> {
  const states: UnitState[] = []
  for (const unit of unitsThatRan(plan)) states.push(await ports.service.state(unit.name))
  return states
}

/** With a budget of its own, and against the invocations of the failed version: a stale reading must not pass for the kept one. */
async function proveKept(plan: Plan, before: readonly UnitState[], ports: StepPorts): Promise<void> {
  const inherited = new Map((await statesOf(plan, ports)).map((state) => [state.name, state.restarts]))
  const since = before.map((state) => ({ ...(neverLeft(plan, state) ? { name: state.name, ...anyRun } : runOf(state)), restartsInherited: inherited.get(state.name) ?? 0 }))
  const verdict = await observe(turned(plan), { ...plan.rollbackHealth, before: since }, ports)
  switch (verdict.kind) {
    case 'healthy': return mustComeBack(plan, ports, 'STUCK', 'the kept version runs, but')
    case 'unhealthy': throw failure('STUCK', `the kept version did not become healthy either: ${verdict.because}`)
    case 'stopped': throw failure('STUCK', `somebody stopped unit '${verdict.unit}' while the version before was watched; it is left stopped, so nobody has judged it`)
  }
}

/** It was the kept version all the time, and runs on; or systemd restarted it with another one. */
const anyRun = { invocationId: '', mainStartedUs: 0 }

function runOf({ name, invocationId, mainStartedUs }: UnitState): UnitBefore {
  return { name, invocationId, mainStartedUs }
}
