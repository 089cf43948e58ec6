import { createHash } from 'node:crypto'
import { failure } from '../../errors.ts'
import type { Files } from '../../host/types.ts'
import type { ArtifactDigest } from '../../release/artifact.ts'
import type { ByteStream, Evidence } from '../ports.ts'
import type { ArtifactAt, ReadOnce } from './read-once.ts'

export interface ArtifactPlace extends ArtifactAt { readonly files: Files; readonly contents: ReadOnce; digest(): Promise<ArtifactDigest> }
type Looks = Pick<Evidence, 'content' | 'unpackedSha256'>

/** An artifact's bytes, and what they unpack to, out of one file of ours. Both ask for the digest first: what it is held against must be known. */
export function artifactLooks(place: ArtifactPlace): Looks {
  return {
    content: () => held(place),
    async unpackedSha256() {
      await place.digest()
      return place.contents.unpackedSha256()
    },
  }
}

/** A signature over bytes that are not the ones that were digested would vouch for nothing that is used (failures.md F45). */
async function* held(place: ArtifactPlace): ByteStream {
  const { path, artifact, files } = place
  const { sha256, sizeBytes } = await place.digest()
  const hash = createHash('sha256')
  const file = await files.open(path)
  if (file === null) throw failure('IO', `'${path}' has vanished`)
  try {
    for await (const chunk of file.bytes({ fromByte: 0, sizeBytesMax: sizeBytes })) {
      hash.update(chunk)
      yield chunk
    }
  } finally {
    await file.close()
  }
  if (hash.digest('hex') !== sha256) throw failure('TAMPERED', `'${artifact}' changed while it was looked at`)
}
