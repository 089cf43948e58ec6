import type { Bundle, TransparencyLogEntry } from '@sigstore/bundle'
import type { HashAlgorithm } from '@sigstore/protobuf-specs'
import type { SignedEntity, Signer as LibrarySigner, TrustMaterial, VerifierOptions } from '@sigstore/verify'
import type { KeyObject } from 'node:crypto'
import { failure, isFailure } from '../../errors.ts'
import { refuseOtherKey } from './log-entry.ts'
import { type Logged, loggedOf, refuseRetiredLogs, rootAdvice } from './logged.ts'
import { spkiOf, weakness } from './public-key.ts'
import { type Signer, signerOf } from './signer.ts'
import type { Root } from './trusted-root.ts'

/** `HashAlgorithm.SHA2_256`, without loading the library for it. */
const sha256: HashAlgorithm = 1

/** What a signature is about. `message`: these bytes remain to be proven with `signature` and `key` (`proven-bytes.ts`). `attestation`: the statement itself is signed, and proven. */
export type Content =
  | { readonly kind: 'message'; readonly sha256: string; readonly signature: Buffer; readonly key: KeyObject }
  | { readonly kind: 'attestation'; readonly payloadType: string; readonly payload: Buffer }

/** All proofs of a bundle hold. Whether its signer is the one who is trusted is for others to say. */
export interface Claim { readonly content: Content; readonly signer: Signer | null; readonly logged: Logged }

/**
 * Chain to the authority, the authority's own log, the transparency log's promise or proof, its time within the certificate's life, entry and
 * signature about the same thing. Identities are not looked at: the library would take a string for an unanchored pattern (failures.md 1.6).
 * TAMPERED when a proof is false, REFUSED when one is missing.
 */
export async function claimWithCertificate(bundle: Bundle, root: Root): Promise<Claim> {
  const certificate = certificateIn(bundle)
  refuseWithoutLog(bundle)
  refuseWithoutTime(bundle)
  const { checked, entity } = await verified(bundle, root, { tlogThreshold: 1, ctlogThreshold: 1, timestampThreshold: 1 })
  for (const entry of bundle.verificationMaterial.tlogEntries) refuseOtherKey(entry, [certificate, spkiOf(checked.key)])
  const logged = loggedOf(bundle, entity, root.material)
  refuseRetiredLogs(bundle, logged, root)
  return { content: contentOf(bundle, checked.key), signer: signerOf(certificate), logged }
}

/** The same for a bundle signed with a bare key: a key has no end of life, so no time is needed. */
export async function claimWithKey(bundle: Bundle, root: Root, keys: readonly KeyObject[]): Promise<Claim> {
  refuseCertificate(bundle)
  refuseWithoutLog(bundle)
  for (const key of keys) {
    if (!bundle.verificationMaterial.tlogEntries.every((entry) => isMadeWith(entry, key))) continue
    const material: TrustMaterial = { ...root.material, publicKey: () => ({ publicKey: key, validFor: () => true }) }
    const { checked, entity } = await verified(bundle, { ...root, material }, { tlogThreshold: 1, ctlogThreshold: 0, timestampThreshold: 0 })
    return { content: contentOf(bundle, checked.key), signer: null, logged: loggedOf(bundle, entity, root.material) }
  }
  throw failure('TAMPERED', 'the log entry was made with another key than the trusted ones')
}

interface Checked { readonly checked: LibrarySigner; readonly entity: SignedEntity }

/**
 * The library's whole verification but for a message's own bytes, which it would want in memory: it is told yes there, and `content` then cannot be had
 * without the key that it found. What it throws is never a yes, whatever it is (failures.md F36).
 */
async function verified(bundle: Bundle, root: Root, options: VerifierOptions): Promise<Checked> {
  const { toSignedEntity, Verifier } = await import('@sigstore/verify')
  try {
    const entity = toSignedEntity(bundle)
    const { signature } = entity
    const later = bundle.content.$case === 'dsseEnvelope' ? signature : {
      signature: signature.signature,
      compareSignature: (other: Buffer) => signature.compareSignature(other),
      compareDigest: (other: Buffer) => signature.compareDigest(other),
      compareSignedDigest: (other: Buffer) => signature.compareSignedDigest(other),
      verifySignature: () => true,
    }
    const checked = new Verifier(root.material, options).verify({ ...entity, signature: later })
    const fault = weakness(checked.key)
    if (fault !== null) throw failure('TAMPERED', `the signer's key cannot be believed: it ${fault}`)
    return { checked, entity }
  } catch (thrown) {
    throw isFailure(thrown) ? thrown : notHolding(thrown, bundle, root)
  }
}

/** Its own errors say which proof is false; anything else (a TypeError) is a bundle that it did not expect. */
function notHolding(cause: unknown, bundle: Bundle, root: Root): Error {
  const logs = bundle.verificationMaterial.tlogEntries.map(({ logId }) => logId?.keyId ?? Buffer.from(''))
  const unknown = logs.find((id) => !root.material.tlogs.some((log) => log.logID.equals(id)))
  if (unknown !== undefined) return failure('TAMPERED', `${root.name} has no transparency log with the id ${unknown.toString('hex').slice(0, 16)}…, in which the signature is said to be`, { cause, next: rootAdvice })
  const known = cause instanceof Error && (cause.name === 'VerificationError' || cause.name === 'PolicyError')
  if (!known) return failure('REFUSED', 'the signature bundle cannot be verified: the verification itself failed', { cause })
  return failure('TAMPERED', `the proofs of the signature do not hold against ${root.name}`, { cause, next: rootAdvice })
}

function certificateIn({ verificationMaterial: { content } }: Bundle): Buffer {
  switch (content.$case) {
    case 'certificate': return Buffer.from(content.certificate.rawBytes)
    case 'x509CertificateChain': return Buffer.from(content.x509CertificateChain.certificates[0]?.rawBytes ?? Buffer.from(''))
    case 'publicKey': throw failure('REFUSED', 'the bundle was signed with a bare key, and a certificate is expected', { next: "For a publisher with a key, give 'keys' instead of 'identities'." })
  }
}

/** REFUSED for a bundle that was made with a certificate (C27). */
export function refuseCertificate({ verificationMaterial: { content } }: Bundle): void {
  if (content.$case !== 'publicKey') throw failure('REFUSED', 'the bundle was signed with a certificate, and a bare key is expected', { next: "For a publisher who signs without a key, give 'identities' and 'issuer' instead of 'keys'." })
}

function refuseWithoutLog({ verificationMaterial: { tlogEntries } }: Bundle): void {
  if (tlogEntries.length === 0) throw failure('REFUSED', 'the bundle holds no entry of a transparency log', { next: 'Ask the publisher for a bundle with its log entry.' })
}

/** The certificate lived for ten minutes: without somebody's word on when it was used, it is simply an expired one (C17). */
function refuseWithoutTime({ verificationMaterial: { tlogEntries, timestampVerificationData } }: Bundle): void {
  const isPromised = tlogEntries.some((entry) => entry.inclusionPromise !== undefined && entry.integratedTime !== '0')
  if (!isPromised && (timestampVerificationData?.rfc3161Timestamps.length ?? 0) === 0)
    throw failure('REFUSED', 'nothing proves when the signature was made: the bundle holds neither a time of the log nor one of a timestamp authority, and its certificate has expired long ago')
}

function isMadeWith(entry: Pick<TransparencyLogEntry, 'canonicalizedBody'>, key: KeyObject): boolean {
  try {
    refuseOtherKey(entry, [spkiOf(key)])
    return true
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'TAMPERED') return false
    throw thrown
  }
}

/** Only SHA-256: it is what logs record, and what is compared with everywhere else in this program. */
function contentOf({ content }: Bundle, key: KeyObject): Content {
  if (content.$case === 'dsseEnvelope') return { kind: 'attestation', payloadType: content.dsseEnvelope.payloadType, payload: content.dsseEnvelope.payload }
  const { messageDigest, signature } = content.messageSignature
  if (messageDigest.algorithm !== sha256 || messageDigest.digest.length !== 32) throw failure('DATA', 'the bundle signs with another hash than SHA-256')
  return { kind: 'message', sha256: messageDigest.digest.toString('hex'), signature, key }
}
