import { machine } from '../host/machine.ts'
import type { Occasion } from '../policy/standing.ts'
import { remarksFor, type Circumstances } from '../policy/unattended.ts'
import type { App } from './app.ts'
import { localZone } from './unattended/local-zone.ts'
import { offSwitches } from './unattended/off-switch.ts'

/** What bears on whether a run may act that begins now; `lastLookMs`: when a run asked the source last. */
export async function circumstancesOf(app: string, rules: Circumstances['rules'], { occasion, lastLookMs }: { readonly occasion: Occasion; readonly lastLookMs: number | null }): Promise<Circumstances> {
  return { rules, occasion, off: await offSwitches(app), lastLookMs, nowMs: machine.clock.nowMs(), zone: localZone() }
}

/** What would have kept a timer from it, for a person who asked all the same: one sentence each (formats.md P8: an explicit run still works). */
export async function remarksOn({ name, settings }: Pick<App, 'name' | 'settings'>, occasion: Occasion): Promise<readonly string[]> {
  return occasion === 'person' ? remarksFor(await circumstancesOf(name, settings.policy, { occasion, lastLookMs: null })) : []
}
