import { failure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Answer, Coordinator } from '../../upgrade/ports.ts'
import { alone } from './alone.ts'
import { coordinator, nobody } from './coordinator.ts'
import type { CoordinationDriver, CoordinationTools, Errand, ErrandTools } from './driver.ts'
import { etcd } from './etcd.ts'
import { fleetlock } from './fleetlock.ts'

/** Whom to ask before going down. A new way is one file and one name here. */
export const coordinators = { alone, fleetlock, etcd } as const satisfies Readonly<Record<string, CoordinationDriver>>

/** The coordinator that a plan names. CONFIG when a later version of the program wrote that plan. */
export function openCoordinator(settings: DriverSettings, tools: CoordinationTools): Coordinator {
  return driverOf(settings).call === null ? nobody : coordinator(settings, tools)
}

/** One errand, carried by whoever has a network. */
export async function carryErrand(settings: DriverSettings, errand: Errand, tools: ErrandTools, signal: AbortSignal): Promise<Answer> {
  const { call } = driverOf(settings)
  return call === null ? { kind: 'yes' } : call(settings, errand, tools, signal)
}

function driverOf({ kind }: DriverSettings): CoordinationDriver {
  const driver = Object.values<CoordinationDriver>(coordinators).find((one) => one.kind === kind)
  if (driver === undefined) throw failure('CONFIG', `there is no coordinator '${kind}'`)
  return driver
}
