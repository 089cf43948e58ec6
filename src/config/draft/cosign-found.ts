import { readCertificate } from '../../formats/sigstore/certificate.ts'
import { type Signer, signerOf } from '../../formats/sigstore/signer.ts'
import { unprovenSigner } from '../../formats/sigstore/unproven-signer.ts'
import type { ListedSignature } from '../../release/recognise/signatures.ts'
import { containsVersion } from '../../release/version.ts'
import { type Looking, over } from './looking.ts'
import type { TrustFound } from './trust-found.ts'

/** A bundle, made with a key or without one. */
export async function bundleFound(name: string, bytes: Uint8Array | null, looking: Looking): Promise<TrustFound | null> {
  if (bytes === null) return null
  const signer = await unprovenSigner(bytes, name)
  const { signs, signature } = over(name, looking)
  if (signer === null) return { kind: 'cosign-key', signs, signature, bundle: signature, key: null, bindsVersion: looking.subject.namesVersion }
  return { kind: 'cosign', signs, by: [['bundle', signature]], signer, bindsVersion: boundBy(signer, looking) }
}

/** A signature and a certificate side by side. */
export function pairFound({ signature, certificate }: Extract<ListedSignature, { readonly kind: 'pair' }>, bytes: Uint8Array | null, looking: Looking): TrustFound | null {
  if (bytes === null) return null
  const signer = signerOf(readCertificate(bytes, certificate))
  return { kind: 'cosign', signs: looking.subject.template, by: [['signature', over(signature, looking).signature], ['certificate', over(certificate, looking).signature]], signer, bindsVersion: boundBy(signer, looking) }
}

/** A certificate of a workflow names the tag that it ran for. */
function boundBy({ identity, ref }: Signer, { subject, release: { version } }: Looking): 'yes' | 'no' {
  const from = ref ?? /@(refs\/.+)$/.exec(identity)?.[1] ?? ''
  return from.startsWith('refs/tags/') || (from === '' && subject.namesVersion === 'yes') ? (from === '' || containsVersion(from.slice(from.lastIndexOf('/') + 1), version) ? 'yes' : 'no') : 'no'
}
