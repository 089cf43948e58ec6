import { posix } from 'node:path'
import { failure, isFailure } from '../errors.ts'
import type { Locks } from '../host/types.ts'
import type { ArtifactName } from '../release/artifact.ts'
import { ensureDirectory } from './durable.ts'
import { fetchSidecar } from './fetch-sidecar.ts'
import { fetchArtifact, type Fetched, type FetchTools } from './fetch.ts'
import { inspect } from './inspect.ts'
import { dropPartial } from './partial.ts'
import type { Archive, ArchiveLimits, Evidence, Offer, Statement, Trust, Wanted } from './ports.ts'
import type { ContentRules } from './release-content.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { pointTo, shelfDirectoryMode, shelve, tidy } from './shelf.ts'
import { believedOnShelf } from './shelved.ts'

export interface AcquireTools extends FetchTools {
  readonly locks: Locks
  /** `/var/cache/app-upgrade/<app>`. */
  readonly cache: string
  readonly shelf: string
  readonly trust: Trust
  readonly archiveOf: (artifact: ArtifactName) => Archive
  readonly rules: ContentRules
  readonly archiveLimits: ArchiveLimits
  readonly downloadMs: number
}

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
  tools.tell({ kind: 'found', version: offer.version, origin: offer.origin })
  return (await believedOnShelf(offer, tools)) ?? await fetchAndShelve(offer, tools, signal)
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

interface Believed { readonly fetched: Fetched; readonly sidecars: ReadonlyMap<ArtifactName, Uint8Array>; readonly statement: Statement }

/** Bytes that were resumed and do not match are fetched once more from the start, before anybody cries foul: after a power cut the beginning may be garbage. */
async function fetchBelieved(offer: Offer, downloads: string, tools: AcquireTools, signal: AbortSignal): Promise<Believed> {
  try {
    return await believeOnce(fetching(offer, downloads, tools, signal), tools)
  } catch (thrown) {
    if (!(thrown instanceof ResumedWrongly)) throw thrown
    tools.tell({ kind: 'note', text: 'the resumed download does not hold; it is fetched again from the start' })
    return believeOnce(fetching(offer, downloads, tools, signal), tools)
  }
}

/** Carries no meaning beyond this file: "not believed, but part of it was here before". */
class ResumedWrongly extends Error {}

async function believeOnce(attempt: Fetching, tools: AcquireTools): Promise<Believed> {
  try {
    return await attempt.believe()
  } catch (thrown) {
    const fetched = attempt.fetched()
    // What could not be verified is not kept, not even as a beginning.
    if (fetched !== null) await dropPartial(fetched.partial, tools.disk)
    if (fetched !== null && fetched.resumedFromByte > 0 && isFailure(thrown) && thrown.code === 'TAMPERED') throw new ResumedWrongly()
    throw thrown
  }
}

interface Fetching { believe(): Promise<Believed>; fetched(): Fetched | null }

/** The trust asks, we fetch: sidecars first, and the artifact only when everything else already holds. */
function fetching(offer: Offer, downloads: string, tools: AcquireTools, signal: AbortSignal): Fetching {
  const sidecars = new Map<ArtifactName, Uint8Array>()
  let fetched: Fetched | null = null
  const evidence: Evidence = {
    artifact: offer.artifact,
    version: offer.version,
    atMs: tools.clock.nowMs(),
    async sidecar(name, sizeBytesMax) {
      const bytes = sidecars.get(name) ?? await fetchSidecar(offer, { name, sizeBytesMax }, tools, signal)
      sidecars.set(name, bytes)
      return bytes
    },
    async digest() {
      fetched ??= await fetchArtifact(offer, downloads, tools, signal)
      return fetched.digest
    },
  }
  return {
    fetched: () => fetched,
    async believe() {
      const statement = await tools.trust.verify(evidence)
      // A trust that never asked for the digest vouches for other bytes than these (failures.md F36).
      if (fetched === null || statement.sha256 !== fetched.digest.sha256) throw failure('TAMPERED', `nobody vouches for the bytes of '${offer.artifact}'`)
      return { fetched, sidecars, statement }
    },
  }
}

/** Whatever the archive hides is found here, by the half that can do no harm. */
async function readThrough(offer: Offer, fetched: Fetched, tools: AcquireTools, signal: AbortSignal): Promise<{ readonly unpackedBytes: number }> {
  const file = await tools.files.open(fetched.partial.path)
  if (file === null) throw failure('IO', `'${fetched.partial.path}' has vanished`)
  try {
    const bytes = file.bytes({ fromByte: 0, sizeBytesMax: fetched.digest.sizeBytes })
    return await inspect({ archive: tools.archiveOf(offer.artifact), bytes, rules: tools.rules, version: offer.version, limits: tools.archiveLimits }, async () => null, signal)
  } catch (thrown) {
    await dropPartial(fetched.partial, tools.disk)
    throw thrown
  } finally {
    await file.close()
  }
}
