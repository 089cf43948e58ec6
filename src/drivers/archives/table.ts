import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import type { Archive } from '../../upgrade/ports.ts'
import type { ArchiveDriver, ArchiveTools } from './driver.ts'
import { tarGz } from './tar-gz.ts'

/** Every format of release archives. A new one is one file and one name here. */
export const archives: readonly ArchiveDriver[] = [tarGz]

/** The format that an artifact's name promises. CONFIG when we know none such. */
export function archiveOf(artifact: ArtifactName, tools: ArchiveTools): Archive {
  const driver = archives.find(({ endings }) => endings.some((ending) => artifact.endsWith(ending)))
  if (driver !== undefined) return driver.make(tools)
  const known = archives.flatMap(({ endings }) => endings).join(', ')
  throw failure('CONFIG', `${quoted(artifact)} is no archive that can be read: its name ends in none of ${known}`)
}
