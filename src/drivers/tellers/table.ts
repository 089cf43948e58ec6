import type { TellerDriver } from './driver.ts'

/** Every way of telling somebody, by its `kind`. A new one is one file and one name here. */
export const tellers = {} as const satisfies Readonly<Record<string, TellerDriver>>
