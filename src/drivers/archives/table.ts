import type { ArtifactName } from '../../release/artifact.ts'
import type { Archive } from '../../upgrade/ports.ts'
import { bare } from './bare.ts'
import { bz2File, tarBz2 } from './bz2.ts'
import type { ArchiveDriver, ArchiveTools } from './driver.ts'
import { refuseForeign } from './foreign.ts'
import { gzFile, tarGz } from './gz.ts'
import { tarXz, xzFile } from './xz.ts'
import { zip } from './zip.ts'
import { tarZst, zstFile } from './zst.ts'

/** Every format of release archives. A new one is one file and one name here. */
export const archives: readonly ArchiveDriver[] = [tarGz, tarXz, tarZst, tarBz2, zip, gzFile, xzFile, zstFile, bz2File, bare]

/** The format that an artifact's name promises. CONFIG when it is one that we cannot read, or that cannot hold what is managed. */
export function archiveOf(artifact: ArtifactName, tools: ArchiveTools): Archive {
  const claims = archives.flatMap((driver) => driver.endings.map((ending) => ({ driver, ending }))).filter(({ ending }) => artifact.endsWith(ending))
  const { driver, ending } = claims.reduce((best, claim) => (claim.ending.length > best.ending.length ? claim : best))
  if (ending === '') refuseForeign(artifact, archives.flatMap(({ endings }) => endings))
  return driver.make(tools)
}
