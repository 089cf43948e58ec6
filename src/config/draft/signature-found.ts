import { isFailure } from '../../errors.ts'
import { parseEcdsaSignature } from '../../formats/ecdsa.ts'
import { ecdsaSignatureBytesMax, signatureBytesMax } from '../../formats/limits.ts'
import { type MinisignSignature, parseSignature } from '../../formats/minisign.ts'
import { printable, quoted } from '../../formats/printable.ts'
import { readCertificate } from '../../formats/sigstore/certificate.ts'
import { bundleBytesMax, certificateBytesMax } from '../../formats/sigstore/limits.ts'
import { type Signer, signerOf } from '../../formats/sigstore/signer.ts'
import { unprovenSigner } from '../../formats/sigstore/unproven-signer.ts'
import type { Candidate, ListedRelease } from '../../release/recognise/archives.ts'
import { sidecarTemplateOf } from '../../release/recognise/placeholders.ts'
import type { ListedSignature } from '../../release/recognise/signatures.ts'
import { containsVersion } from '../../release/version.ts'
import type { Notes, ReadsSidecar, Subject, TrustFound } from './trust-found.ts'

interface Looking { readonly subject: Subject; readonly artifact: Candidate; readonly release: ListedRelease; readonly read: ReadsSidecar; readonly notes: Notes }

/** What a signature is by its content; names only said where to look. Null, with a note, for one that is not read here. */
export async function signatureFound(listed: ListedSignature, looking: Looking): Promise<TrustFound | null> {
  try {
    return await found(listed, looking)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    looking.notes.push(`${quoted(listed.signature)} cannot be used: ${thrown.message}`)
    return null
  }
}

async function found(listed: ListedSignature, looking: Looking): Promise<TrustFound | null> {
  const { read, notes } = looking
  switch (listed.kind) {
    case 'gpg': return refuseGpg(listed.signature, notes)
    case 'minisign': return minisignFound(listed.signature, await read(listed.signature, signatureBytesMax), looking)
    case 'bundle': return bundleFound(listed.signature, await read(listed.signature, bundleBytesMax), looking)
    case 'pair': return pairFound(listed, await read(listed.certificate, certificateBytesMax), looking)
    case 'bare': return bareFound(listed.signature, await read(listed.signature, signatureBytesMax), looking)
  }
}

function minisignFound(name: string, bytes: Uint8Array | null, looking: Looking): TrustFound | null {
  if (bytes === null) return null
  const { keyId, trustedComment } = parseSignature(bytes)
  const bindsVersion = looking.subject.namesVersion === 'yes' || says(trustedComment, looking) ? 'yes' : 'no'
  return { kind: 'minisign', keyId, key: null, bindsVersion, ...over(name, looking) }
}

async function bundleFound(name: string, bytes: Uint8Array | null, looking: Looking): Promise<TrustFound | null> {
  if (bytes === null) return null
  const signer = await unprovenSigner(bytes, name)
  const { signs, signature } = over(name, looking)
  if (signer === null) return { kind: 'cosign-key', signs, signature, bundle: signature, key: null, bindsVersion: looking.subject.namesVersion }
  return { kind: 'cosign', signs, by: [['bundle', signature]], signer, bindsVersion: boundBy(signer, looking) }
}

function pairFound({ signature, certificate }: Extract<ListedSignature, { readonly kind: 'pair' }>, bytes: Uint8Array | null, looking: Looking): TrustFound | null {
  if (bytes === null) return null
  const signer = signerOf(readCertificate(bytes, certificate))
  return { kind: 'cosign', signs: looking.subject.template, by: [['signature', over(signature, looking).signature], ['certificate', over(certificate, looking).signature]], signer, bindsVersion: boundBy(signer, looking) }
}

/** `.sig` is what everybody calls theirs. */
function bareFound(name: string, bytes: Uint8Array | null, looking: Looking): TrustFound | null {
  if (bytes === null) return null
  const text = Buffer.from(bytes.subarray(0, 40)).toString('latin1')
  if (/^untrusted comment:/.test(text)) return minisignFound(name, bytes, looking)
  // RFC 9580: a packet's first byte has its highest bit set, and text has not.
  if (((bytes[0] ?? 0) & 0x80) !== 0 || text.startsWith('-----BEGIN PGP')) return refuseGpg(name, looking.notes)
  if (bytes.length <= ecdsaSignatureBytesMax) parseEcdsaSignature(bytes)
  return { kind: 'ecdsa', key: null, bindsVersion: looking.subject.namesVersion, ...over(name, looking) }
}

function refuseGpg(name: string, notes: Notes): null {
  notes.push(`${quoted(name)} is a signature by GPG (OpenPGP), which app-upgrade does not read`)
  return null
}

function over(name: string, { subject, artifact, release }: Looking): { readonly signs: string; readonly signature: string } {
  return { signs: subject.template, signature: sidecarTemplateOf(name, artifact.name, release.version) }
}

function says(comment: MinisignSignature['trustedComment'], { release }: Looking): boolean {
  return containsVersion(printable(comment, 8192), release.version)
}

/** A certificate of a workflow names the tag that it ran for. */
function boundBy({ identity, ref }: Signer, { subject, release: { version } }: Looking): 'yes' | 'no' {
  const from = ref ?? /@(refs\/.+)$/.exec(identity)?.[1] ?? ''
  return from.startsWith('refs/tags/') || (from === '' && subject.namesVersion === 'yes') ? (from === '' || containsVersion(from.slice(from.lastIndexOf('/') + 1), version) ? 'yes' : 'no') : 'no'
}
