import { failure, isFailure } from '../errors.ts'
import type { Clock, Disk } from '../host/types.ts'
import type { ArtifactDigest, ArtifactName } from '../release/artifact.ts'
import { removeTree } from './directory-tree.ts'
import { replaceFile } from './durable.ts'
import { nowhere } from './inspect.ts'
import { readOnce, type ReadingTools } from './read-once.ts'
import { shelfEvidence } from './shelf-evidence.ts'
import type { Offer, Statement, Trust, UpgradeEvent } from './ports.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { artifactPathOf, entriesOf, entryOf, sidecarPathOf } from './shelf.ts'
import type { Verified } from './verified.ts'

export interface ShelvedTools extends ReadingTools {
  readonly disk: Disk
  readonly clock: Clock
  readonly shelf: string
  readonly trust: Trust
  readonly tell: (event: UpgradeEvent) => void
}

/**
 * The offered release as it already lies on the shelf, if everything about it still holds: its signature with today's keys, its
 * digest with today's bytes. Null otherwise, and then what lay there is gone.
 */
export async function believedOnShelf(offer: Offer, tools: ShelvedTools, signal: AbortSignal): Promise<ShelfRecord | null> {
  const known = (await entriesOf(tools.disk, tools.shelf)).find((record) => record.version === offer.version && record.artifact === offer.artifact && record.origin === offer.origin)
  if (known === undefined) return null
  try {
    const entry = entryOf(tools.shelf, known.sha256)
    const artifactPath = artifactPathOf(entry)
    const contents = readOnce({ path: artifactPath, artifact: known.artifact }, nowhere, tools, signal)
    const statement = await tools.trust.verify(shelfEvidence({ ...tools, record: known, entry, atMs: tools.clock.nowMs(), artifactPath, contents, digest: () => digestOf(entry, known, tools) }))
    // The other half refuses an entry under another digest than its bytes have, so whoever handed it on would do so for ever (failures.md F36).
    if (statement.sha256 !== known.sha256) throw failure('TAMPERED', `'${known.artifact}' lies there as ${known.sha256}, but is ${statement.sha256}`)
    tools.tell({ kind: 'verified', artifact: known.artifact, grounds: [...statement.grounds, 'it was on the shelf already'] })
    return known
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    tools.tell({ kind: 'note', text: `what was on the shelf cannot be used any more: ${thrown.message}` })
    await removeTree(tools.disk, entryOf(tools.shelf, known.sha256))
    return null
  }
}

/**
 * What was looked up may have grown old where the release did not: a repository's timestamp counts for a day or two. It is looked up once more, and
 * kept for the half that has no network, before a whole release is fetched again.
 */
async function stillBelieved(known: ShelfRecord, tools: ShelvedTools, signal: AbortSignal): Promise<Verified<Statement>> {
  const entry = entryOf(tools.shelf, known.sha256)
  const kept = shelfEvidence({ ...tools, record: known, entry, atMs: tools.clock.nowMs(), artifactPath: artifactPathOf(entry), digest: () => digestOf(entry, known, tools) }, signal)
  const wasLookedUp = new Set<string>()
  try {
    return await tools.trust.verify({ ...kept, lookedUp: (name, ...rest) => {
      wasLookedUp.add(name)
      return kept.lookedUp(name, ...rest)
    } })
  } catch (thrown) {
    if (!isFailure(thrown) || thrown.code !== 'REFUSED' || wasLookedUp.size === 0) throw thrown
  }
  const renewed = new Map<ArtifactName, Uint8Array>()
  const statement = await tools.trust.verify({ ...kept, lookedUp: async (name, sizeBytesMax, lookUp) => {
    const bytes = renewed.get(name) ?? await lookUp(signal)
    if (bytes.length > sizeBytesMax) throw failure('DATA', `'${name}' is larger than ${sizeBytesMax} bytes`)
    renewed.set(name, bytes)
    return bytes
  } })
  for (const [name, bytes] of renewed) await replaceFile(tools.disk, sidecarPathOf(entry, name), bytes, 0o644)
  return statement
}

async function digestOf(entry: string, record: ShelfRecord, { disk }: ShelvedTools): Promise<ArtifactDigest> {
  return { sha256: (await disk.sha256(artifactPathOf(entry))) ?? '', sizeBytes: record.sizeBytes }
}
