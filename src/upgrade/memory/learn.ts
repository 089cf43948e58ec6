import { isFailure } from '../../errors.ts'
import type { Disk } from '../../host/types.ts'
import type { Places } from '../places.ts'
import { ensureDirectory } from '../durable.ts'
import { forgetListing, readListing } from '../acquire/listing-file.ts'
import { keepSeen, merged, readSeen, type Seen } from './seen.ts'

/** What this host remembers after a look, and what is to be said of it. */
export interface Learned { readonly seen: Seen; readonly notes: readonly string[] }

/**
 * The owner's half takes over what the acquiring half saw: each release with the time at which *this* half learned of it, whatever else is written there. Where
 * nothing was left, or nothing that can be read, what was known before stays.
 */
export async function learn(disk: Disk, places: Pick<Places, 'listing' | 'seen' | 'state'>, nowMs: number): Promise<Learned> {
  const before = await readSeen(disk, places.seen)
  const told = await readListing(disk, places.listing)
  switch (told.kind) {
    case 'nothing': return { seen: before, notes: [] }
    case 'damaged': return { seen: before, notes: [`what there is at the source was not learned: ${told.because}`] }
    case 'listed': {
      const seen = merged(before, told.listing, nowMs)
      await ensureDirectory(disk, places.state, 0o755)
      await keepSeen(disk, places.seen, seen)
      return { seen, notes: [] }
    }
  }
}

/**
 * Before the acquiring half is sent. It forgets this, too, once it runs; one that never comes so far (no credentials, settings that it cannot use) would have us believe
 * that the source was asked just now, for ever: that a host is cut off shows in when it last looked. A directory that is not ours to tidy is left as it is.
 */
export async function forgetHearsay(disk: Disk, { listing }: Pick<Places, 'listing'>): Promise<void> {
  try {
    await forgetListing(disk, listing)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
  }
}
