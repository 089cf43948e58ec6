import { isAtRest } from '../../policy/at-rest.ts'
import type { UnitState } from '../../policy/reading.ts'
import type { Plan } from '../plan.ts'
import { wasStopped } from '../stopped-meanwhile.ts'
import { isDown } from './restart-unit.ts'
import type { StepPorts } from './step.ts'
import { tookPlace } from './took-place.ts'

/** Units that somebody stopped, by name, and nobody of us starts. With them those that require them, which systemd stopped, too. */
export function leftStopped(plan: Plan, before: readonly UnitState[], ports: StepPorts): readonly string[] {
  const left = before.filter((state) => isLeftStopped(state, ports) || isTheirs(plan, state, ports))
  return before.filter((state) => left.some(({ name, requiredBy = [] }) => name === state.name || (isDown(state) && requiredBy.includes(state.name)))).map(({ name }) => name)
}

/** Whether a unit that is down may be so because of us: before the swap only a snapshot of stopped units stops any. */
export function mayHaveStopped({ data }: Plan, ports: StepPorts): boolean {
  return tookPlace('swap', ports) || (tookPlace('snapshot', ports) && data?.undo === 'snapshot' && data.during === 'stopped')
}

/**
 * Before the swap: what is down though nobody of us stopped it was stopped by somebody, also if the process that could have seen them has died; and what they have
 * masked could not be started.
 */
export function isTheirs(plan: Plan, state: UnitState, ports: StepPorts): boolean {
  if (tookPlace('swap', ports)) return false
  if (mayHaveStopped(plan, ports)) return isAtRest(state) && state.loadState === 'masked'
  return wasStopped(state, plan.rollbackHealth.before.find(({ name }) => name === state.name)?.invocationId)
}

/** Whoever stopped it in the middle of the upgrade wants it down (failures.md f08). That very run: at the next boot, or once somebody has started it again, it is ours to judge. */
function isLeftStopped(state: UnitState, { others }: StepPorts): boolean {
  return state.invocationId !== '' && isDown(state) && (others?.stopped ?? []).some(({ unit, invocation }) => unit === state.name && invocation === state.invocationId)
}
