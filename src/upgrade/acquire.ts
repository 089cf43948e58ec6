import { posix } from 'node:path'
import { failure } from '../errors.ts'
import type { AcquireTools } from './acquire-tools.ts'
import { archiveFile } from './archive-file.ts'
import { ensureDirectory } from './durable.ts'
import { fetchBelieved } from './fetch-believed.ts'
import type { Fetched } from './fetch.ts'
import { inspect } from './inspect.ts'
import { refuseBelowMinimum } from './minimum.ts'
import { dropPartial } from './partial.ts'
import type { Offer, Wanted } from './ports.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { pointTo, shelfDirectoryMode, shelve, tidy } from './shelf.ts'
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

async function fetchAndShelve(offer: Offer, tools: AcquireTools, signal: AbortSignal): Promise<ShelfRecord> {
  const downloads = posix.join(tools.cache, 'downloads')
  await ensureDirectory(tools.disk, downloads, shelfDirectoryMode)
  const { fetched, sidecars, statement } = await fetchBelieved(offer, downloads, tools, signal)
  tools.tell({ kind: 'verified', artifact: offer.artifact, grounds: statement.grounds })
  const { unpackedBytes } = await readThrough(offer, fetched, tools, signal)
  const record: ShelfRecord = {
    schema: 1, version: offer.version, artifact: offer.artifact, sha256: statement.sha256, origin: offer.origin,
    sizeBytes: fetched.digest.sizeBytes, unpackedBytes, sidecars: [...sidecars.keys()], atMs: tools.clock.nowMs(),
  }
  await shelve(tools.disk, tools.shelf, record, { artifactPath: fetched.partial.path, sidecars })
  await dropPartial(fetched.partial, tools.disk)
  tools.tell({ kind: 'shelved', artifact: offer.artifact, sha256: record.sha256 })
  return record
}

/** Whatever the archive hides is found here, by the half that can do no harm. */
async function readThrough(offer: Offer, fetched: Fetched, tools: AcquireTools, signal: AbortSignal): Promise<{ readonly unpackedBytes: number }> {
  const file = await tools.files.open(fetched.partial.path)
  if (file === null) throw failure('IO', `'${fetched.partial.path}' has vanished`)
  try {
    return await inspect({ archive: tools.archiveOf(offer.artifact), file: archiveFile(file), rules: tools.rules, version: offer.version, limits: tools.archiveLimits }, async () => null, signal)
  } catch (thrown) {
    await dropPartial(fetched.partial, tools.disk)
    throw thrown
  } finally {
    await file.close()
  }
}
