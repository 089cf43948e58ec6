import { failure } from '../errors.ts'
import type { ReadsDisk } from '../host/types.ts'
import type { ArtifactDigest } from '../release/artifact.ts'
import type { Evidence } from './ports.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { sidecarPathOf } from './shelf.ts'

export interface Shelved {
  readonly record: ShelfRecord
  readonly entry: string
  readonly disk: ReadsDisk
  readonly atMs: number
  /** However the artifact's bytes are come by; asked at most once. */
  digest(): Promise<ArtifactDigest>
}

/** Evidence out of a shelf entry. The record says what is claimed; only the trust decides what is so. */
export function shelfEvidence(shelved: Shelved): Evidence {
  const { record, entry, disk, atMs } = shelved
  let digest: Promise<ArtifactDigest> | null = null
  return {
    artifact: record.artifact,
    version: record.version,
    atMs,
    async sidecar(name, sizeBytesMax) {
      const bytes = await disk.read(sidecarPathOf(entry, name), sizeBytesMax)
      if (bytes === null) throw failure('REFUSED', `'${name}' is not on the shelf beside '${record.artifact}'`)
      return bytes
    },
    digest: () => (digest ??= shelved.digest()),
  }
}
