import { createHash, type KeyObject } from 'node:crypto'
import { failure } from '../../../errors.ts'
import { attestedDigest } from '../../../formats/sigstore/attestation.ts'
import type { Claim } from '../../../formats/sigstore/claim.ts'
import { loggedGround } from '../../../formats/sigstore/logged.ts'
import { provenBytes } from '../../../formats/sigstore/proven-bytes.ts'
import { spkiOf } from '../../../formats/sigstore/public-key.ts'
import type { Asking, Said, Signed } from './cosign-asking.ts'
import { signedBytes } from '../signed-document.ts'

/** Where it is logged, and what it is over. */
export function provenBy(claim: Claim, asking: Asking): Pick<Said, 'grounds' | 'signed'> {
  return { grounds: [loggedGround(claim.logged)], signed: signedBy(claim, asking) }
}

/** REFUSED when a signature is expected and an attestation was made, and the other way round: neither proves what the other one says. */
function signedBy({ content }: Claim, { settings: { attestation }, document }: Asking): Signed {
  if (content.kind === 'message') {
    if (attestation !== undefined) throw failure('REFUSED', "the bundle is a plain signature, and an attestation is expected ('attestation')")
    return { sha256: content.sha256, over: { keys: [content.key], signature: content.signature } }
  }
  if (attestation === undefined) throw failure('REFUSED', 'the bundle is an attestation, and a plain signature is expected', { next: "Of a publisher who attests, say what: attestation = \"https://slsa.dev/provenance/v1\"." })
  return { sha256: attestedDigest(content.payloadType, content.payload, { predicateType: attestation, subject: document.name }), over: null }
}

/** The digest, in lower-case hex, of bytes that are proven to be the signed ones, and the key that proved it (null: the digest itself was signed). TAMPERED when they are not. Of the artifact, this is when it is read. */
export async function provenDigest({ sha256, over }: Signed, { document, evidence }: Asking): Promise<{ readonly sha256: string; readonly key: KeyObject | null }> {
  if (document.bytes === null) refuseOther(sha256, (await evidence.digest()).sha256, document.name)
  if (over === null) {
    const its = await digestOf({ document, evidence })
    refuseOther(sha256, its, document.name)
    return { sha256: its, key: null }
  }
  const proven = await provenBytes(signedBytes(document, evidence), over, `'${document.name}'`)
  refuseOther(sha256, proven.sha256, document.name)
  return proven
}

/** Of the document, in lower-case hex. Of an artifact this fetches it. */
export async function digestOf({ document, evidence }: Pick<Asking, 'document' | 'evidence'>): Promise<string> {
  return document.bytes === null ? (await evidence.digest()).sha256 : createHash('sha256').update(document.bytes).digest('hex')
}

/** A key's name for people: the digest that `sha256sum` gives of its DER form. */
export function fingerprint(key: KeyObject): string {
  return createHash('sha256').update(spkiOf(key)).digest('hex').slice(0, 16)
}

function refuseOther(signed: string | null, its: string, name: string): void {
  if (signed !== null && signed !== its) throw failure('TAMPERED', `'${name}' is not what its publisher signed: its sha256 is ${its}, the signed one ${signed}`)
}
