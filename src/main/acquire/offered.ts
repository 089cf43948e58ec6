import { machine } from '../../host/machine.ts'
import { listedAs, type Listing } from '../../release/listing.ts'
import type { Wanted } from '../../upgrade/ports.ts'
import type { App } from '../app.ts'
import { followed, nameOf } from './followed.ts'
import { sourceFor } from './source-for.ts'

/** What the source, or a mirror of it, offers now; nothing of it is fetched or believed. Takes no longer than a whole release may take. */
export async function offered(app: App, wanted: Wanted): Promise<Listing> {
  const source = sourceFor(app, () => {})
  const signal = machine.clock.deadline(app.settings.limits.downloadMs)
  const listing = wanted.version === null ? await source.list?.(signal) ?? null : null
  if (listing !== null) return listing
  const offer = await source.find({ version: wanted.version, channel: wanted.version === null ? nameOf(followed(wanted.channel, app.settings)) : null }, signal)
  return { releases: offer === null ? [] : [listedAs(offer.version)], tops: {} }
}
