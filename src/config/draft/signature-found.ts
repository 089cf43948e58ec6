import { isFailure } from '../../errors.ts'
import { parseEcdsaSignature } from '../../formats/ecdsa.ts'
import { ecdsaSignatureBytesMax, signatureBytesMax } from '../../formats/limits.ts'
import { type MinisignSignature, parseSignature } from '../../formats/minisign/minisign.ts'
import { printable, quoted } from '../../formats/printable.ts'
import { bundleBytesMax, certificateBytesMax } from '../../formats/sigstore/limits.ts'
import type { ListedSignature } from '../../release/recognise/signatures.ts'
import { containsVersion } from '../../release/version.ts'
import { bundleFound, pairFound } from './cosign-found.ts'
import { type Looking, over } from './looking.ts'
import type { Notes, TrustFound } from './trust-found.ts'

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

/** `.sig` is what everybody calls theirs. */
function bareFound(name: string, bytes: Uint8Array | null, looking: Looking): TrustFound | null {
  if (bytes === null) return null
  const text = Buffer.from(bytes.subarray(0, 40)).toString('latin1')
  if (text.startsWith('untrusted comment:')) return minisignFound(name, bytes, looking)
  // RFC 9580: a packet's first byte has its highest bit set, and text has not.
  if (((bytes[0] ?? 0) & 0x80) !== 0 || text.startsWith('-----BEGIN PGP')) return refuseGpg(name, looking.notes)
  if (bytes.length <= ecdsaSignatureBytesMax) parseEcdsaSignature(bytes)
  return { kind: 'ecdsa', key: null, bindsVersion: looking.subject.namesVersion, ...over(name, looking) }
}

function refuseGpg(name: string, notes: Notes): null {
  notes.push(`${quoted(name)} is a signature by GPG (OpenPGP), which app-upgrade does not read`)
  return null
}

function says(comment: MinisignSignature['trustedComment'], { release }: Looking): boolean {
  return containsVersion(printable(comment, 8192), release.version)
}
