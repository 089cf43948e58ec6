import type { Decompressors } from '../../host/types.ts'
import type { Archive } from '../../upgrade/ports.ts'

/** One format of release archives, chosen by how the artifact's name ends: the longest ending wins. */
export interface ArchiveDriver {
  readonly kind: string
  /** `''`: whatever no other format claims. */
  readonly endings: readonly string[]
  /** CONFIG when what is managed cannot come out of such an archive. */
  make(tools: ArchiveTools): Archive
}

export interface ArchiveTools {
  readonly decompressors: Decompressors
  /** The names of the managed files. A format that knows no names can hold one of them. */
  readonly binaries: readonly string[]
}
