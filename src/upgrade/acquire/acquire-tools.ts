import type { Locks } from '../../host/types.ts'
import type { Standing } from '../../policy/standing.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import type { Version } from '../../release/version.ts'
import type { BelievingTools } from './fetch-believed.ts'
import type { Archive, ArchiveLimits } from '../ports.ts'
import type { ContentRules } from '../admit/release-content.ts'

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
  /** This host, as the owner's half told of it. */
  readonly standing: Standing
  /** `no`: only looked at, for whoever asked what there is. */
  readonly fetches: 'yes' | 'no'
  /** Where it is left what there is at the source. Null: the release itself was named by its address, and nothing is learned of the source. */
  readonly listing: string | null
}
