import { invariant } from '../../errors.ts'
import type { DriverSettings } from '../../upgrade/plan.ts'
import { command } from './command.ts'
import type { Teller, TellerDriver, TellerTools } from './driver.ts'
import { webhook } from './webhook.ts'

/** Every way of telling somebody, by its `kind`. A new one is one file and one name here. */
export const tellers = { webhook, command } as const satisfies Readonly<Record<string, TellerDriver>>

export function openTeller(settings: DriverSettings, tools: TellerTools): Teller {
  const driver = Object.values<TellerDriver>(tellers).find(({ kind }) => kind === settings.kind)
  invariant(driver !== undefined, `there is no teller of kind '${settings.kind}'`)
  return driver.make(settings, tools)
}
