import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { ReadsDisk } from '../../host/types.ts'
import { parseArtifactName, type ArtifactDigest } from '../../release/artifact.ts'
import type { Version } from '../../release/version.ts'
import { artifactLooks } from './artifact-file.ts'
import { nowhere } from './inspect.ts'
import type { Evidence } from '../ports.ts'
import { readOnce, type ReadingTools } from './read-once.ts'

export interface FileByHand extends ReadingTools { readonly path: string; readonly version: Version; readonly disk: ReadsDisk; readonly atMs: number }

/** Evidence out of a release that somebody fetched by hand: what it is believed by lies beside it. */
export function fileEvidence(file: FileByHand, signal: AbortSignal): Evidence {
  const { path, version, disk, atMs } = file
  const artifact = parseArtifactName(posix.basename(path))
  let digested: Promise<ArtifactDigest> | null = null
  const digest = (): Promise<ArtifactDigest> => (digested ??= digestOf(path, disk))
  const beside = (name: string): string => posix.join(posix.dirname(path), name)
  return {
    artifact, version, atMs, digest,
    async sidecar(name, sizeBytesMax) {
      const bytes = await disk.read(beside(name), sizeBytesMax)
      if (bytes === null) throw failure('REFUSED', `there is no ${quoted(beside(name))} beside the release`)
      return bytes
    },
    // Whoever verifies by hand may have fetched the public fact, too; else we ask for it, and keep nothing.
    lookedUp: async (name, sizeBytesMax, lookUp) => (await disk.read(beside(name), sizeBytesMax)) ?? await lookUp(signal),
    ...artifactLooks({ path, artifact, files: file.files, contents: readOnce({ path, artifact }, nowhere, file, signal), digest }),
  }
}

async function digestOf(path: string, disk: ReadsDisk): Promise<ArtifactDigest> {
  const [facts, sha256] = [await disk.look(path), await disk.sha256(path)]
  if (facts === null || sha256 === null) throw failure('USAGE', `there is no file ${quoted(path)}`)
  return { sha256, sizeBytes: facts.sizeBytes }
}
