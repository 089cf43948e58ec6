import { failure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Gate } from '../../upgrade/ports.ts'
import type { GateDriver, GateTools } from './driver.ts'
import { busy } from './busy.ts'
import { environment } from './environment.ts'
import { exec } from './exec.ts'
import { unitProperty } from './unit-property.ts'

/** Every gate that may be configured, by its `kind`. A new one is one file and one name here. */
export const gateDrivers = { exec, 'unit-property': unitProperty, environment, busy } as const satisfies Readonly<Record<string, GateDriver>>

/** The gates that an app's file describes, in their order. */
export function openGates(settings: readonly DriverSettings[], tools: GateTools): readonly Gate[] {
  return settings.map((one) => driverOf(one).make(one, tools))
}

/** Files of a release that they read, by their path after the top directory. */
export function gateMembers(settings: readonly DriverSettings[]): readonly string[] {
  return settings.flatMap((one) => driverOf(one).members?.(one) ?? [])
}

function driverOf({ kind }: DriverSettings): GateDriver {
  const driver = Object.values<GateDriver>(gateDrivers).find((one) => one.kind === kind)
  if (driver === undefined) throw failure('CONFIG', `there is no gate of kind '${kind}'`)
  return driver
}
