import type { Locks } from '../host/types.ts'
import type { ArtifactName } from '../release/artifact.ts'
import type { Version } from '../release/version.ts'
import type { BelievingTools } from './fetch-believed.ts'
import type { Archive, ArchiveLimits } from './ports.ts'
import type { ContentRules } from './release-content.ts'

/** What the harmless half works with. */
export interface AcquireTools extends BelievingTools {
  readonly locks: Locks
  /** `/var/cache/app-upgrade/<app>`. */
  readonly cache: string
  readonly shelf: string
  readonly archiveOf: (artifact: ArtifactName) => Archive
  readonly rules: ContentRules
  readonly archiveLimits: ArchiveLimits
  readonly downloadMs: number
  /** The oldest version that the settings allow; null when they do not say. */
  readonly minimumVersion: Version | null
}
