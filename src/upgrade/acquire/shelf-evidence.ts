import { failure } from '../../errors.ts'
import type { Files, ReadsDisk } from '../../host/types.ts'
import type { ArtifactDigest } from '../../release/artifact.ts'
import { artifactLooks } from './artifact-file.ts'
import type { Evidence } from '../ports.ts'
import type { ReadOnce } from './read-once.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { sidecarPathOf } from './shelf.ts'

export interface Shelved {
  readonly record: ShelfRecord
  readonly entry: string
  readonly disk: ReadsDisk
  readonly files: Files
  readonly atMs: number
  /** However the artifact's bytes are come by; asked at most once. */
  digest(): Promise<ArtifactDigest>
  /** Where those bytes lie then. */
  readonly artifactPath: string
  readonly contents: ReadOnce
}

/** Evidence out of a shelf entry. The record says what is claimed; only the trust decides what is so. */
export function shelfEvidence(shelved: Shelved): Evidence {
  const { record, entry, disk, atMs } = shelved
  let digested: Promise<ArtifactDigest> | null = null
  const digest = (): Promise<ArtifactDigest> => (digested ??= shelved.digest())
  const kept: Evidence['sidecar'] = async (name, sizeBytesMax) => {
    const bytes = await disk.read(sidecarPathOf(entry, name), sizeBytesMax)
    if (bytes === null) throw failure('REFUSED', `'${name}' is not on the shelf beside '${record.artifact}'`)
    return bytes
  }
  return {
    artifact: record.artifact,
    version: record.version,
    atMs,
    digest,
    sidecar: kept,
    // What was found when it was shelved. Nobody here has a network, and a second answer could be another one.
    lookedUp: kept,
    ...artifactLooks({ path: shelved.artifactPath, artifact: record.artifact, files: shelved.files, contents: shelved.contents, digest }),
  }
}
