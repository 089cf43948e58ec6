import type { Disk } from '../host/types.ts'
import type { Places } from './places.ts'
import { ensureDirectory } from './durable.ts'
import { readListing } from './listing-file.ts'
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
