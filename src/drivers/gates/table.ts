import type { GateDriver } from './driver.ts'

/** Every gate that may be configured, by its `kind`. A new one is one file and one name here. */
export const gateDrivers = {} as const satisfies Readonly<Record<string, GateDriver>>
