import { failure, isFailure } from '../../errors.ts'
import type { Clock, Disk } from '../../host/types.ts'
import type { ArtifactDigest } from '../../release/artifact.ts'
import { removeTree } from '../admit/directory-tree.ts'
import { replaceFile } from '../durable.ts'
import { nowhere } from './inspect.ts'
import { readOnce, type ReadingTools } from './read-once.ts'
import { shelfEvidence } from './shelf-evidence.ts'
import type { Evidence, Offer, Trust, UpgradeEvent } from '../ports.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { artifactPathOf, entriesOf, entryOf, sidecarPathOf } from './shelf.ts'
import { verifyRenewing } from './verify-renewing.ts'

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
    const evidenceOf = (): Evidence => {
      const contents = readOnce({ path: artifactPath, artifact: known.artifact }, nowhere, tools, signal)
      return shelfEvidence({ ...tools, record: known, entry, atMs: tools.clock.nowMs(), artifactPath, contents, digest: () => digestOf(entry, known, tools) })
    }
    const { statement, renewed } = await verifyRenewing(tools.trust, evidenceOf, signal)
    // The other half refuses an entry under another digest than its bytes have, so whoever handed it on would do so for ever (failures.md F36).
    if (statement.sha256 !== known.sha256) throw failure('TAMPERED', `'${known.artifact}' lies there as ${known.sha256}, but is ${statement.sha256}`)
    for (const [name, bytes] of renewed) await replaceFile(tools.disk, sidecarPathOf(entry, name), bytes, 0o644)
    tools.tell({ kind: 'verified', artifact: known.artifact, grounds: [...statement.grounds, 'it was on the shelf already'] })
    return known
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    tools.tell({ kind: 'note', text: `what was on the shelf cannot be used any more: ${thrown.message}` })
    await removeTree(tools.disk, entryOf(tools.shelf, known.sha256))
    return null
  }
}

async function digestOf(entry: string, record: ShelfRecord, { disk }: ShelvedTools): Promise<ArtifactDigest> {
  return { sha256: (await disk.sha256(artifactPathOf(entry))) ?? '', sizeBytes: record.sizeBytes }
}
