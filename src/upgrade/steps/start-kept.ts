import { failure } from '../../errors.ts'
import { hasElapsed } from '../../policy/has-elapsed.ts'
import type { HealthRule, UnitBefore, UnitState } from '../../policy/reading.ts'
import type { Plan, PlannedUnit } from '../plan.ts'
import { bringBack, listenAgain, startAgain } from './dependents.ts'
import { judgeReady } from './ready.ts'
import { restartUnit, unitsThatRan } from './restart-unit.ts'
import type { StepPorts } from './step.ts'
import { stopUnit } from './stop-unit.ts'

/**
 * Starts the kept version: its units are what they were by now, on disk. One that never left is not touched. Of the others all but the first are stopped,
 * the last first, so that none of the failed version meets one of the kept; then they are started in order, each judged before the next. Whatever goes
 * wrong, the rest is started all the same: somebody may live with a part of it until help comes, and nobody with less.
 */
export async function startKept(plan: Plan, before: readonly UnitState[], ports: StepPorts): Promise<'started' | 'deferred'> {
  const units = unitsThatRan(plan).filter(({ name }) => before.some((state) => state.name === name && !neverLeft(plan, state)))
  for (const { name } of units.slice(1).toReversed()) if ((await stopUnit(plan, name, ports)) === 'deferred') return 'deferred'
  await listenAgain(plan, ports)
  let [trouble, how]: [string | null, 'started' | 'deferred'] = [null, 'started']
  for (const [index, unit] of units.entries()) {
    const said = await startOne({ plan, unit, later: units.slice(index + 1), ports }, before, trouble === null ? 'judged' : 'not judged')
    // The others all the same: a boot that passed over a unit because its file was gone is told of each.
    if (said === 'deferred') how = 'deferred'
    else trouble ??= said.trouble
  }
  const others = await bringBack(plan, ports)
  if (how === 'deferred') return how
  if (trouble !== null) throw failure('STUCK', trouble)
  if (others !== null) throw failure('STUCK', `the kept version was started, but ${others}`)
  return 'started'
}

/**
 * By evidence, not by a flag: the daemon that ran before the upgrade still runs, so it never was anything but the kept version. A timer that had a moment to
 * come, and has none, lost it to unit files that were read in between (gone, or not to be understood), and does not get it back by reading.
 */
export function neverLeft({ rollbackHealth }: Plan, state: UnitState): boolean {
  if (hasElapsed(state)) return false
  const before = rollbackHealth.before.find((unit) => unit.name === state.name)
  return before !== undefined && state.activeState === 'active' && state.invocationId !== '' && state.invocationId === before.invocationId
}

/** The plan as probes must read it now: they look for the kept version, and what the failed one did not have any more is watched like the others. */
export function turned(plan: Plan): Plan {
  return { ...plan, from: plan.to, to: plan.from ?? plan.to, units: plan.units.map((unit) => (unit.then === 'stop' ? { ...unit, then: 'restart' } : unit)) }
}

interface Turn { readonly plan: Plan; readonly unit: PlannedUnit; readonly later: readonly PlannedUnit[]; readonly ports: StepPorts }

/** `trouble`: why it is not up, or not ready for the next, in words for people; null: it is. */
async function startOne({ plan, unit, later, ports }: Turn, before: readonly UnitBefore[], judged: 'judged' | 'not judged'): Promise<'deferred' | { readonly trouble: string | null }> {
  const rule: HealthRule = { ...plan.rollbackHealth, before }
  // The failed version may have used up the start limit, which would refuse the kept one too (failures.md g04).
  await ports.service.resetFailed(unit.name)
  // Never reloaded: that would be up to the failed version, which may hang (failures.md g09).
  const { result, trouble, stoppedToo = [] } = await restartUnit(plan, { ...unit, restart: 'restart' }, ports, rule)
  if (result === 'deferred') return 'deferred'
  for (const name of stoppedToo) if (!later.some((one) => one.name === name)) await startAgain(name, plan, ports)
  if (result !== 'done') return { trouble: `the kept version did not start either: ${trouble ?? result}` }
  const was = before.find(({ name }) => name === unit.name)
  const verdict = judged === 'not judged' || later.length === 0 || was === undefined ? null : await judgeReady(turned(plan), unit, ports, { ...rule, before: [was] })
  switch (verdict?.kind) {
    case undefined:
    case 'healthy': return { trouble: null }
    case 'unhealthy': return { trouble: `the kept version of unit '${unit.name}' did not become healthy either: ${verdict.because}` }
    case 'stopped': return { trouble: `somebody stopped unit '${verdict.unit}' before the next one was started` }
  }
}
