import { notStopped } from '../drivers/gates/not-stopped.ts'
import { unitUnchanged } from '../drivers/gates/unit-unchanged.ts'
import { readDefinition } from '../systemd/unit-definition.ts'
import type { Gate } from '../upgrade/ports.ts'
import { hasSystemd, serviceFor, theBus } from './service.ts'

/** None without systemd. The moment in which they are made is what they compare with: the beginning of a run, and that of its transaction. */
export async function unitUnchangedGate(units: readonly { readonly name: string }[]): Promise<readonly Gate[]> {
  const names = units.map(({ name }) => name)
  return (await hasSystemd()) === 'no' ? [] : [await unitUnchanged(names, (unit) => readDefinition(theBus(), unit)), await notStopped(names, await serviceFor('now'))]
}
