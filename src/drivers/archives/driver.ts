import type { Gunzips } from '../../host/types.ts'
import type { Archive } from '../../upgrade/ports.ts'

/** One format of release archives, chosen by how the artifact's name ends. */
export interface ArchiveDriver {
  readonly kind: string
  readonly endings: readonly string[]
  make(tools: ArchiveTools): Archive
}

export interface ArchiveTools { readonly gunzip: Gunzips }
