import type { Noted } from '../../src/upgrade/journal/entry.ts'
import type { Plan, PlannedUnit } from '../../src/upgrade/plan.ts'
import { judgedUnits } from '../../src/upgrade/planned-units.ts'
import type { StepPorts } from '../../src/upgrade/steps/step.ts'
import { aHost, SimulatedHost, type Scenario } from './a-host.ts'
import type { Behaviour } from './simulated-service.ts'
import { SimulatedUnits, type UnitWish } from './simulated-units.ts'

const scenario: Scenario = { name: 'links', layout: 'links', newVersion: 'well' }

export interface SeveralWishes {
  readonly units: readonly UnitWish[]
  readonly planned: readonly PlannedUnit[]
  readonly dependents?: readonly string[]
  readonly behaves?: (unit: string, version: string) => Behaviour
}
export interface Several { readonly plan: Plan; readonly units: SimulatedUnits; readonly host: SimulatedHost; readonly ports: StepPorts; readonly noted: Noted[] }

/** A host where 1.0.0 runs in several units, its new version is live, and nobody was restarted yet. */
export async function severalUnits({ units: wishes, planned, dependents = [], behaves = () => 'well' }: SeveralWishes): Promise<Several> {
  const host = new SimulatedHost(scenario, await aHost(scenario))
  const units = new SimulatedUnits(wishes, { onDisk: () => host.side, behaves })
  const runs = (of: readonly PlannedUnit[], ...fates: readonly PlannedUnit['then'][]): Plan['health']['before'] => of.filter(({ then }) => fates.includes(then)).map(({ name }) => units.now(name))
  const probes = judgedUnits(planned).filter(({ then }) => then === 'restart').map(({ name }) => `pulse ${name}`)
  const rule = { ...host.plan.health, probes }
  const plan: Plan = { ...host.plan, units: planned, health: { ...rule, before: runs(judgedUnits(planned), 'restart') }, rollbackHealth: { ...rule, before: runs(planned, 'restart', 'stop') }, ...(dependents.length === 0 ? {} : { dependents }) }
  const noted: Noted[] = []
  const ports = { ...host.ports('live'), service: units, probes: units.probes(), note: async (one: Noted) => void noted.push(one) }
  await ports.layout.keep(plan)
  await ports.layout.swap(plan)
  return { plan, units, host, ports, noted }
}

/** What a plan says of a unit that is restarted; `ready`: and waited for before the next, by its own pulse. */
export function restarted(name: string, ready?: 'ready'): PlannedUnit {
  return { name, restart: 'restart', then: 'restart', ...(ready === undefined ? {} : { ready: { steadyMs: 0, probes: ['unit', `pulse ${name}`] } }) }
}
