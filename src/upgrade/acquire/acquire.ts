import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { AcquireTools } from './acquire-tools.ts'
import { chooseOffer } from './choose-offer.ts'
import { ensureDirectory } from '../durable.ts'
import { fetchAndShelve } from './fetch-and-shelve.ts'
import { forgetListing } from './listing-file.ts'
import { refuseBelowMinimum } from '../minimum.ts'
import type { Wanted } from '../ports.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { forgetPointer, pointTo, shelfDirectoryMode, tidy } from './shelf.ts'
import { believedOnShelf } from './shelved.ts'

/**
 * The harmless half: look, choose, fetch, verify, read through, shelve. It touches nothing but its own directory, may be repeated, and goes on
 * where it was cut off. What is on the shelf already, and still holds, is not fetched again. Null: nothing of what there is may be taken.
 */
export async function acquire(wanted: Wanted, tools: AcquireTools, parent: AbortSignal): Promise<ShelfRecord | null> {
  await ensureDirectory(tools.disk, tools.shelf, shelfDirectoryMode)
  const lock = await tools.locks.lock(posix.join(tools.cache, 'acquire.lock'), 'app-upgrade acquire')
  if (lock.kind === 'busy') throw failure('TEMPORARY', 'another acquisition is under way')
  try {
    // What another run saw, and ended with, must not be taken for this one's.
    await forgetPointer(tools.disk, tools.shelf)
    if (tools.listing !== null) await forgetListing(tools.disk, tools.listing)
    const record = await acquireAlone(wanted, tools, tools.clock.deadline(tools.downloadMs, parent))
    if (record !== null) await pointTo(tools.disk, tools.shelf, record)
    await tidy(tools.disk, tools.shelf)
    return record
  } finally {
    await lock.release()
  }
}

async function acquireAlone(wanted: Wanted, tools: AcquireTools, signal: AbortSignal): Promise<ShelfRecord | null> {
  const offer = await chooseOffer(wanted, tools, signal)
  if (offer === null) return null
  for (const text of offer.remarks ?? []) tools.tell({ kind: 'note', text })
  tools.tell({ kind: 'found', version: offer.version, origin: offer.origin })
  refuseBelowMinimum(offer.version, tools.minimumVersion)
  return (await believedOnShelf(offer, tools, signal)) ?? await fetchAndShelve(offer, tools, signal)
}
