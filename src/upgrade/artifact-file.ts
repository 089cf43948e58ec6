import { createHash } from 'node:crypto'
import { failure } from '../errors.ts'
import type { Files, ReadableFile } from '../host/types.ts'
import type { ArtifactDigest, ArtifactName } from '../release/artifact.ts'
import { archiveFile } from './archive-file.ts'
import type { Archive, ArchiveLimits, ByteStream, Evidence } from './ports.ts'
import { unpackedSha256 } from './unpacked-digest.ts'

/** What a trust that looks into the artifact needs of us. */
export interface ArtifactTools {
  readonly files: Files
  readonly archiveOf: (artifact: ArtifactName) => Archive
  readonly archiveLimits: ArchiveLimits
}
export interface ArtifactPlace { readonly path: string; readonly artifact: ArtifactName; digest(): Promise<ArtifactDigest> }
type Looks = Pick<Evidence, 'content' | 'unpackedSha256'>

/** An artifact's bytes, and what they unpack to, out of one file of ours. Both ask for the digest first: what it is held against must be known. */
export function artifactLooks(place: ArtifactPlace, tools: ArtifactTools, signal: AbortSignal): Looks {
  return {
    content: () => held(place, tools),
    async unpackedSha256() {
      await place.digest()
      const file = await opened(place, tools)
      try {
        return await unpackedSha256(tools.archiveOf(place.artifact), archiveFile(file), tools.archiveLimits, signal)
      } finally {
        await file.close()
      }
    },
  }
}

/** A signature over bytes that are not the ones that were digested would vouch for nothing that is used (failures.md F45). */
async function* held(place: ArtifactPlace, tools: ArtifactTools): ByteStream {
  const { sha256, sizeBytes } = await place.digest()
  const hash = createHash('sha256')
  const file = await opened(place, tools)
  try {
    for await (const chunk of file.bytes({ fromByte: 0, sizeBytesMax: sizeBytes })) {
      hash.update(chunk)
      yield chunk
    }
  } finally {
    await file.close()
  }
  if (hash.digest('hex') !== sha256) throw failure('TAMPERED', `'${place.artifact}' changed while it was looked at`)
}

async function opened({ path }: ArtifactPlace, { files }: ArtifactTools): Promise<ReadableFile> {
  const file = await files.open(path)
  if (file !== null) return file
  throw failure('IO', `'${path}' has vanished`)
}
