import { posix } from 'node:path'
import { failure } from '../errors.ts'
import type { AcquireTools } from './acquire-tools.ts'
import { ensureDirectory } from './durable.ts'
import { fetchAndShelve } from './fetch-and-shelve.ts'
import { refuseBelowMinimum } from './minimum.ts'
import type { Wanted } from './ports.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { pointTo, shelfDirectoryMode, tidy } from './shelf.ts'
import { believedOnShelf } from './shelved.ts'

/**
 * The harmless half: find, fetch, verify, read through, shelve. It touches nothing but its own directory, may be repeated, and goes on
 * where it was cut off. What is on the shelf already, and still holds, is not fetched again.
 */
export async function acquire(wanted: Wanted, tools: AcquireTools, parent: AbortSignal): Promise<ShelfRecord> {
  await ensureDirectory(tools.disk, tools.shelf, shelfDirectoryMode)
  const lock = await tools.locks.lock(posix.join(tools.cache, 'acquire.lock'), 'app-upgrade acquire')
  if (lock.kind === 'busy') throw failure('TEMPORARY', 'another acquisition is under way')
  try {
    const record = await acquireAlone(wanted, tools, tools.clock.deadline(tools.downloadMs, parent))
    await pointTo(tools.disk, tools.shelf, record)
    await tidy(tools.disk, tools.shelf)
    return record
  } finally {
    await lock.release()
  }
}

async function acquireAlone(wanted: Wanted, tools: AcquireTools, signal: AbortSignal): Promise<ShelfRecord> {
  const offer = await tools.source.find(wanted, signal)
  if (offer === null) throw failure('UNAVAILABLE', `there is no release ${wanted.version ?? `in channel '${wanted.channel ?? 'stable'}'`} for this machine`)
  if (wanted.version !== null && offer.version !== wanted.version) throw failure('REFUSED', `version ${wanted.version} was asked for, ${offer.version} was offered`)
  for (const text of offer.remarks ?? []) tools.tell({ kind: 'note', text })
  tools.tell({ kind: 'found', version: offer.version, origin: offer.origin })
  refuseBelowMinimum(offer.version, tools.minimumVersion)
  return (await believedOnShelf(offer, tools, signal)) ?? await fetchAndShelve(offer, tools, signal)
}
