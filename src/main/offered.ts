import { machine } from '../host/machine.ts'
import type { Offer, Wanted } from '../upgrade/ports.ts'
import type { App } from './app.ts'
import { followed } from './followed.ts'
import { sourceFor } from './source-for.ts'

/** What the source, or a mirror of it, offers now; nothing of it is fetched or believed. Takes no longer than a whole release may take. */
export async function offered(app: App, wanted: Wanted): Promise<Offer | null> {
  return sourceFor(app, () => {}).find(followed(wanted, app.settings.policy), machine.clock.deadline(app.settings.limits.downloadMs))
}
