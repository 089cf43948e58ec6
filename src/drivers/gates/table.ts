import { failure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Gate } from '../../upgrade/ports.ts'
import type { GateDriver, GateTools } from './driver.ts'
import { exec } from './exec.ts'
import { unitProperty } from './unit-property.ts'

/** Every gate that may be configured, by its `kind`. A new one is one file and one name here. */
export const gateDrivers = { exec, 'unit-property': unitProperty } as const satisfies Readonly<Record<string, GateDriver>>

/** The gates that an app's file describes, in their order. */
export function openGates(settings: readonly DriverSettings[], tools: GateTools): readonly Gate[] {
  return settings.map((one) => {
    const driver = Object.values<GateDriver>(gateDrivers).find(({ kind }) => kind === one.kind)
    if (driver === undefined) throw failure('CONFIG', `there is no gate of kind '${one.kind}'`)
    return driver.make(one, tools)
  })
}
