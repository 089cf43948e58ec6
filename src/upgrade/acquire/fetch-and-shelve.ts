import { posix } from 'node:path'
import type { AcquireTools } from './acquire-tools.ts'
import { ensureDirectory } from '../durable.ts'
import { fetchBelieved, type Believed } from './fetch-believed.ts'
import { dropPartial } from './partial.ts'
import type { Offer } from '../ports.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { shelfDirectoryMode, shelve } from './shelf.ts'

/** A release that is not on the shelf yet: fetched, verified, read through, and laid there with everything it was believed by. */
export async function fetchAndShelve(offer: Offer, tools: AcquireTools, signal: AbortSignal): Promise<ShelfRecord> {
  const downloads = posix.join(tools.cache, 'downloads')
  await ensureDirectory(tools.disk, downloads, shelfDirectoryMode)
  const believed = await fetchBelieved(offer, downloads, tools, signal)
  const { fetched, sidecars, statement } = believed
  tools.tell({ kind: 'verified', artifact: offer.artifact, grounds: statement.grounds })
  const { unpackedBytes } = await readThrough(believed, tools)
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
async function readThrough({ contents, statement, fetched }: Believed, tools: AcquireTools): Promise<{ readonly unpackedBytes: number }> {
  try {
    return await contents.content(statement)
  } catch (thrown) {
    await dropPartial(fetched.partial, tools.disk)
    throw thrown
  }
}
