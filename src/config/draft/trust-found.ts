import { isFailure } from '../../errors.ts'
import { findChecksum, parseChecksums } from '../../formats/checksums/checksums.ts'
import { checksumListBytesMax, releaseJsonBytesMax } from '../../formats/limits.ts'
import { quoted } from '../../formats/printable.ts'
import { parseReleaseJson } from '../../formats/manifest/release-json.ts'
import type { Signer } from '../../formats/sigstore/signer.ts'
import type { Candidate, ListedRelease } from '../../release/recognise/archives.ts'
import { checksumLists } from '../../release/recognise/lists.ts'
import { sidecarTemplateOf } from '../../release/recognise/placeholders.ts'
import { attestations, signaturesOf } from '../../release/recognise/signatures.ts'
import { hearsayKey, type HearsayKey } from './hearsay-key.ts'
import { signatureFound } from './signature-found.ts'

/** How a release seems to be signed. All of it is what the server says: nothing is proven, and nobody is trusted yet. */
export type TrustFound =
  | ({ readonly kind: 'minisign'; readonly keyId: string } & Keyed)
  | ({ readonly kind: 'ecdsa' } & Keyed)
  | ({ readonly kind: 'cosign-key'; readonly bundle: string } & Keyed)
  | { readonly kind: 'cosign'; readonly signs: string; readonly by: readonly (readonly [key: 'bundle' | 'signature' | 'certificate', template: string])[]; readonly signer: Signer; readonly bindsVersion: 'yes' | 'no' }
  | { readonly kind: 'nothing'; readonly list: string | null }

interface Keyed { readonly signs: string; readonly signature: string; readonly key: HearsayKey | null; readonly bindsVersion: 'yes' | 'no' }

/** Where small files of the release can be read; null when there is none. */
export type ReadsSidecar = (name: string, sizeBytesMax: number) => Promise<Uint8Array | null>
/** What was seen and cannot be used, in words for people. */
export interface Notes { push(note: string): unknown }
/** A file that a signature may be over. */
export interface Subject { readonly name: string; readonly template: string; readonly namesVersion: 'yes' | 'no' }

const listsMax = 4

/** The best way of proving this release that can be read here. */
export async function trustFound(artifact: Candidate, release: ListedRelease, read: ReadsSidecar, notes: Notes): Promise<TrustFound> {
  const namesVersion = /\{(?:tag|version)\}/.test(artifact.template) ? 'yes' as const : 'no' as const
  const list = await usableList(artifact, release, read, notes)
  const subjects: readonly Subject[] = [...(list === null ? [] : [{ ...list, namesVersion: list.name === 'release.json' ? 'no' as const : namesVersion }]), { name: artifact.name, template: '{artifact}', namesVersion: 'no' }]
  for (const subject of subjects) {
    for (const signature of signaturesOf(subject.name, release.names)) {
      const found = await signatureFound(signature, { subject, artifact, release, read, notes })
      if (found !== null) return withKey(found, await hearsayKey(found.kind, release.names, read))
    }
  }
  for (const name of attestations(release.names)) notes.push(`${quoted(name)} may be an attestation in a form that is not read here; a Sigstore bundle ({artifact}.sigstore.json) would be`)
  return { kind: 'nothing', list: list?.template ?? null }
}

function withKey(found: TrustFound, key: HearsayKey | null): TrustFound {
  return 'key' in found ? { ...found, key } : found
}

interface UsableList { readonly name: string; readonly template: string }

/** The first list that our reader understands, and that holds the archive. */
async function usableList(artifact: Candidate, release: ListedRelease, read: ReadsSidecar, notes: Notes): Promise<UsableList | null> {
  const lists = checksumLists(artifact.name, release).slice(0, listsMax)
  const others = release.names.includes('release.json') ? [{ name: 'release.json', template: 'release.json' }] : []
  for (const { name } of [...lists, ...others]) {
    try {
      const bytes = await read(name, checksumListBytesMax)
      if (bytes === null) continue
      if (name === 'release.json') {
        if (bytes.length <= releaseJsonBytesMax && parseReleaseJson(bytes, name).binary === artifact.name) return { name, template: name }
      } else {
        findChecksum(parseChecksums(bytes, name), artifact.name)
        return { name, template: sidecarTemplateOf(name, artifact.name, release.version) }
      }
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
      notes.push(`${quoted(name)} cannot be used: ${thrown.message}`)
    }
  }
  return null
}
