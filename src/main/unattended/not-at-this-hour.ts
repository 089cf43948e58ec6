import { mayAct } from '../../policy/unattended.ts'
import { seenBy } from '../looks/seen-by.ts'
import type { App } from '../app.ts'
import { circumstancesOf } from '../circumstances.ts'

/**
 * Why what may be taken is not taken at this hour; null: it is. Windows are asked, and a hold; not the switches, for a release is no less available because
 * timers are off.
 */
export async function notAtThisHour({ name, settings, places }: Pick<App, 'name' | 'settings' | 'places'>): Promise<string | null> {
  const { lookedAtMs: lastLookMs } = await seenBy({ places })
  const permission = mayAct(await circumstancesOf(name, settings.policy, { occasion: 'pin-file', lastLookMs }))
  return permission.kind === 'act' ? null : permission.because
}
