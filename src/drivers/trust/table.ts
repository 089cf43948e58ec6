import { failure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Trust } from '../../upgrade/ports.ts'
import { combine } from './combine.ts'
import type { TrustDriver, TrustTools } from './driver.ts'
import { minisign } from './minisign.ts'

/** Every reason to believe a release, by its `kind`. A new one is one file and one name here. */
export const trusts = { minisign } as const satisfies Readonly<Record<string, TrustDriver>>

/** All the reasons together: each must hold. */
export function trustOf(settings: readonly [DriverSettings, ...DriverSettings[]], tools: TrustTools): Trust {
  return combine(settings.map((one) => driverOf(one.kind).make(one, tools)))
}

function driverOf(kind: string): TrustDriver {
  const driver = Object.values<TrustDriver>(trusts).find((one) => one.kind === kind)
  if (driver === undefined) throw failure('CONFIG', `there is no trust of kind '${kind}'`)
  return driver
}
