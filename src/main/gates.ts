import { rehearsal } from '../drivers/gates/rehearsal.ts'
import type { Gate } from '../upgrade/ports.ts'
import type { App } from './app.ts'
import { builtInGates } from './built-in-gates.ts'
import { configuredGates } from './configured-gates.ts'
import type { LiveState } from './live.ts'
import { rehearse } from './rehearse.ts'
import { hasSystemd } from './service.ts'

/** Everything that may refuse before a transaction begins, in the order in which it is asked: ours, then the operator's, whose answer changes by the minute. */
export async function gates({ settings, places }: Pick<App, 'settings' | 'places'>, state: Pick<LiveState, 'records'>): Promise<readonly Gate[]> {
  const { gates: configured } = settings
  const rehearsals = (await hasSystemd()) === 'yes' ? [rehearsal(rehearse)] : []
  const ours = [...await builtInGates({ settings, places }, state), ...rehearsals]
  return configured.length === 0 ? ours : [...ours, ...await configuredGates(configured)]
}
