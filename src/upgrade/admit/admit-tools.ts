import type { Clock, Disk, Files, Ownership } from '../../host/types.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import type { Version } from '../../release/version.ts'
import type { Archive, ArchiveLimits, Trust, UpgradeEvent } from '../ports.ts'
import type { ContentRules } from './release-content.ts'

/** What the half that uses a release works with. */
export interface AdmitTools {
  readonly disk: Disk
  readonly files: Files
  readonly clock: Clock
  readonly tell: (event: UpgradeEvent) => void
  readonly trust: Trust
  readonly archiveOf: (artifact: ArtifactName) => Archive
  readonly rules: ContentRules
  readonly archiveLimits: ArchiveLimits
  readonly artifactBytesMax: number
  /** The oldest version that the settings allow; null when they do not say. */
  readonly minimumVersion: Version | null
  /** What the archive of a version may be called here; null, or absent: the settings do not say. */
  readonly names?: (version: Version) => readonly string[] | null
  readonly shelf: string
  /** A directory that only we can reach, made here (0700) and removed again: `/var/lib/app-upgrade/<app>/admit.partial`. */
  readonly scratch: string
  /** Where release directories are kept: `<home>/releases`. On the file system on which they will be used. */
  readonly releases: string
  /** Of the unpacked files: root's; without root, our own. */
  readonly owner: Omit<Ownership, 'mode'>
}
