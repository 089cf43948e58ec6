import { failure } from '../../errors.ts'
import { bestBeforeMs } from '../../formats/checksums/best-before.ts'
import { findChecksum, parseChecksums } from '../../formats/checksums/checksums.ts'
import { checksumListBytesMax, releaseJsonBytesMax } from '../../formats/limits.ts'
import { quoted } from '../../formats/printable.ts'
import { parseReleaseJson } from '../../formats/manifest/release-json.ts'
import type { ArtifactName } from '../../release/artifact.ts'
import type { ByteStream, Evidence } from '../../upgrade/ports.ts'
import { sidecarName } from './sidecar-name.ts'
import type { SignedWord } from './version-ground.ts'

/** What a signature is over: the artifact itself, or a small document that speaks of it (decisions/0008). */
export interface SignedDocument {
  readonly name: ArtifactName
  readonly kind: 'artifact' | 'list' | 'release-json'
  /** Null for the artifact itself, which is never held in memory. */
  readonly bytes: Uint8Array | null
}

/** What a document says of this artifact. It is worth what the signature over the document is worth, so it is read only after that was proven. */
export interface Claim {
  /** Null: the signature is over the artifact's bytes, so there is no digest to compare. */
  readonly sha256: string | null
  /** Whose digest it is: of the artifact as it is served, or of what it unpacks to. */
  readonly of: 'artifact' | 'unpacked'
  /** How the signed document calls the artifact; null where it has no name for it. */
  readonly signedName: string | null
  /** From when on the document counts no more; null when it does not say. */
  readonly expiresAtMs: number | null
}

/** `signs`: a name or template as it stands in the settings: `SHA256SUMS`, `release.json`, `{artifact}`. Not one byte of it is believed yet. */
export async function documentOf(signs: string, evidence: Evidence): Promise<SignedDocument> {
  const name = sidecarName(signs, evidence)
  if (name === evidence.artifact) return { name, kind: 'artifact', bytes: null }
  if (name === 'release.json') return { name, kind: 'release-json', bytes: await evidence.sidecar(name, releaseJsonBytesMax) }
  return { name, kind: 'list', bytes: await evidence.sidecar(name, checksumListBytesMax) }
}

/** The bytes that must be signed. Those of the artifact are fetched when they are first asked for: everything else is checked before. */
export async function* signedBytes(document: SignedDocument, evidence: Evidence): ByteStream {
  if (document.bytes === null) yield* evidence.content()
  else yield document.bytes
}

/** Called only when the signature over the document holds. REFUSED when it does not speak of this artifact, DATA when it is malformed. */
export function claimOf({ name, kind, bytes }: SignedDocument, { artifact }: Pick<Evidence, 'artifact'>): Claim {
  switch (kind) {
    case 'artifact': return { sha256: null, of: 'artifact', signedName: null, expiresAtMs: null }
    case 'list': {
      const list = parseChecksums(bytes ?? new Uint8Array(), name)
      const entry = findChecksum(list, artifact)
      return { sha256: entry.sha256, of: 'artifact', signedName: entry.name, expiresAtMs: bestBeforeMs(list) }
    }
    case 'release-json': {
      const { binary, sha256 } = parseReleaseJson(bytes ?? new Uint8Array(), name)
      // A signed release.json of another architecture or version speaks of another file (J31).
      if (binary !== artifact) throw failure('REFUSED', `${quoted(name)} speaks of ${quoted(binary)}, not of ${quoted(artifact)}`)
      return { sha256, of: 'unpacked', signedName: binary, expiresAtMs: null }
    }
  }
}

/** What the signed name says of the version, for `versionGround`. */
export function nameWords({ signedName }: Claim): readonly SignedWord[] {
  return signedName === null ? [] : [{ where: 'the signed name', text: signedName, rule: 'names' }]
}
