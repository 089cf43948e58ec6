import type * as v from 'valibot'
import { failure } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import type { Coordinator } from '../../upgrade/ports.ts'
import { alone, aloneSchema } from './alone.ts'

interface CoordinationDriver { readonly schema: v.GenericSchema<unknown, object>; readonly open: (settings: DriverSettings) => Coordinator }

/** Whom to ask before going down. A new coordinator is one file and one line. */
export const coordinators: Readonly<Record<string, CoordinationDriver>> = {
  alone: { schema: aloneSchema, open: () => alone() },
}

/** The coordinator that a plan names. CONFIG when a later version of the program wrote that plan. */
export function openCoordinator(settings: DriverSettings): Coordinator {
  const driver = Object.hasOwn(coordinators, settings.kind) ? coordinators[settings.kind] : undefined
  if (driver === undefined) throw failure('CONFIG', `there is no coordinator '${settings.kind}'`)
  return driver.open(settings)
}
