import { failure, isFailure } from '../../errors.ts'
import type { ArtifactDigest, ArtifactName } from '../../release/artifact.ts'
import { artifactLooks } from './artifact-file.ts'
import { fetchSidecar } from './fetch-sidecar.ts'
import { fetchArtifact, type Fetched, type FetchTools } from './fetch.ts'
import { nowhere } from './inspect.ts'
import { sidecarsMax } from '../limits.ts'
import { dropPartial, partialOf } from './partial.ts'
import type { Evidence, Offer, Statement, Trust } from '../ports.ts'
import { readOnce, type ReadingTools, type ReadOnce } from './read-once.ts'
import type { Verified } from '../verified.ts'

export interface BelievingTools extends FetchTools, ReadingTools { readonly trust: Trust }

/** A complete artifact, everything it was believed by, what its publisher said, and what it holds: read already, if it had to be read to be believed. */
export interface Believed {
  readonly fetched: Fetched
  readonly sidecars: ReadonlyMap<ArtifactName, Uint8Array>
  readonly statement: Verified<Statement>
  readonly contents: ReadOnce
}

/** Bytes that were resumed and do not match are fetched once more from the start, before anybody cries foul: after a power cut the beginning may be garbage. */
export async function fetchBelieved(offer: Offer, downloads: string, tools: BelievingTools, signal: AbortSignal): Promise<Believed> {
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

async function believeOnce(attempt: Fetching, tools: BelievingTools): Promise<Believed> {
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
function fetching(offer: Offer, downloads: string, tools: BelievingTools, signal: AbortSignal): Fetching {
  const sidecars = new Map<ArtifactName, Uint8Array>()
  const at = { path: partialOf(downloads, offer).path, artifact: offer.artifact }
  const contents = readOnce(at, nowhere, tools, signal)
  let fetched: Fetched | null = null
  const small = async (name: ArtifactName, get: () => Promise<Uint8Array>): Promise<Uint8Array> => {
    // What is shelved must be readable again: the record lists no more than this.
    if (!sidecars.has(name) && sidecars.size >= sidecarsMax) throw failure('REFUSED', `'${offer.artifact}' is believed by more than ${sidecarsMax} small files`)
    const bytes = sidecars.get(name) ?? await get()
    sidecars.set(name, bytes)
    return bytes
  }
  const digest = async (): Promise<ArtifactDigest> => {
    fetched ??= await fetchArtifact(offer, downloads, tools, signal)
    return fetched.digest
  }
  const evidence: Evidence = {
    artifact: offer.artifact,
    version: offer.version,
    atMs: tools.clock.nowMs(),
    digest,
    sidecar: (name, sizeBytesMax) => small(name, () => fetchSidecar(offer, { name, sizeBytesMax }, tools, signal)),
    lookedUp: (name, sizeBytesMax, lookUp) => small(name, async () => capped(name, await lookUp(signal), sizeBytesMax)),
    ...artifactLooks({ ...at, files: tools.files, contents, digest }),
  }
  return {
    fetched: () => fetched,
    async believe() {
      const statement = await tools.trust.verify(evidence)
      // A trust that never asked for the digest vouches for other bytes than these (failures.md F36).
      if (fetched === null || statement.sha256 !== fetched.digest.sha256) throw failure('TAMPERED', `nobody vouches for the bytes of '${offer.artifact}'`)
      return { fetched, sidecars, statement, contents }
    },
  }
}

/** What was looked up is kept, so it is held to its limit even by whoever forgets to. */
function capped(name: ArtifactName, bytes: Uint8Array, sizeBytesMax: number): Uint8Array {
  if (bytes.length > sizeBytesMax) throw failure('DATA', `'${name}' is larger than ${sizeBytesMax} bytes`)
  return bytes
}
