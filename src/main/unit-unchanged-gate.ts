import { notStopped } from '../drivers/gates/not-stopped.ts'
import { unitUnchanged } from '../drivers/gates/unit-unchanged.ts'
import { readDefinition } from '../systemd/unit-definition.ts'
import type { Gate } from '../upgrade/ports.ts'
import type { App } from './app.ts'
import { hasSystemd, serviceFor, theBus } from './service.ts'

/** None without systemd. Made when a run begins: that moment is what it compares with. */
export async function unitUnchangedGate({ settings: { units } }: App): Promise<readonly Gate[]> {
  if ((await hasSystemd()) === 'no') return []
  const names = units.map(({ name }) => name)
  return [await unitUnchanged(names, (unit) => readDefinition(theBus(), unit)), await notStopped(names, await serviceFor('now'))]
}
