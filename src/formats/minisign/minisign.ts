import { createHash, verify } from 'node:crypto'
import { failure, invariant } from '../../errors.ts'
import { isSmallOrder } from './ed25519-points.ts'
import type { MinisignKey } from './minisign-key.ts'
import type { MinisignSignature } from './minisign-signature.ts'
import { readTrustedComment, type TrustedComment } from './trusted-comment.ts'

export { type MinisignKey, parsePublicKey } from './minisign-key.ts'
export { type MinisignSignature, parseSignature } from './minisign-signature.ts'
export type { TrustedComment } from './trusted-comment.ts'

/** What was signed: the bytes, or their BLAKE2b-512 where they are too many to hold. */
export type MinisignMessage = { readonly bytes: Uint8Array } | { readonly blake2b512: Uint8Array }
/** The legacy algorithm needs the whole message in memory and lets one be taken for another's digest (failures.md 1.5). */
export interface MinisignPolicy { readonly legacy: 'accepted' | 'refused' }

/** What a key's holder said. It exists only when both signatures hold. */
export interface MinisignStatement<Key extends MinisignKey = MinisignKey> {
  readonly keyId: string
  /** The very one of the trusted keys that made it. Ids are not unique. */
  readonly key: Key
  readonly algorithm: 'ED' | 'Ed'
  readonly trustedComment: TrustedComment
}

/** Verifies with any of the trusted keys. TAMPERED when no key made this signature over this message, REFUSED for a legacy one. */
export function verifyMinisign<Key extends MinisignKey>(keys: readonly Key[], signature: MinisignSignature, message: MinisignMessage, policy: MinisignPolicy): MinisignStatement<Key> {
  if (signature.algorithm === 'Ed' && policy.legacy === 'refused')
    throw failure('REFUSED', 'the minisign signature is of the legacy kind', { next: "The publisher signs with a current minisign, without '-l'; or accept legacy signatures in the trust settings." })
  const named = keysNamed(keys, signature)
  const signed = signedBytes(signature, message)
  const maker = named.find((key) => holds(key, signed, signature.signature))
  if (maker === undefined) throw failure('TAMPERED', `the signature by key ${signature.keyId} does not match what it should sign`)
  if (!commentHolds(maker, signature)) throw commentTampered(signature)
  return { key: maker, keyId: maker.keyId, algorithm: signature.algorithm, trustedComment: readTrustedComment(signature.trustedComment) }
}

/**
 * What a trusted key's holder said *about* a message that is not at hand yet: enough to refuse before something large is fetched, and never
 * enough to believe. TAMPERED when no trusted key signed this comment.
 */
export function verifyComment<Key extends MinisignKey>(keys: readonly Key[], signature: MinisignSignature): MinisignStatement<Key> {
  const maker = keysNamed(keys, signature).find((key) => commentHolds(key, signature))
  if (maker === undefined) throw commentTampered(signature)
  return { key: maker, keyId: maker.keyId, algorithm: signature.algorithm, trustedComment: readTrustedComment(signature.trustedComment) }
}

/** Ids are chosen by whoever makes a key, so several trusted keys may share one: each is tried. */
function keysNamed<Key extends MinisignKey>(keys: readonly Key[], { keyId }: MinisignSignature): readonly Key[] {
  const named = keys.filter((key) => key.keyId === keyId)
  if (named.length > 0) return named
  throw failure('TAMPERED', `the signature was made by key ${keyId}, which is not trusted`, { next: `Trusted: ${keys.map((key) => key.keyId).join(', ') || 'no key at all'}.` })
}

function commentHolds(key: MinisignKey, signature: MinisignSignature): boolean {
  return holds(key, Buffer.concat([signature.signature, Buffer.from(signature.trustedComment)]), signature.globalSignature)
}

function commentTampered({ keyId }: MinisignSignature): Error {
  return failure('TAMPERED', `the trusted comment is not the one that key ${keyId} signed`)
}

function signedBytes(signature: MinisignSignature, message: MinisignMessage): Uint8Array {
  if ('blake2b512' in message) {
    invariant(message.blake2b512.length === 64, 'a BLAKE2b-512 digest has 64 bytes')
    if (signature.algorithm === 'Ed') throw failure('REFUSED', 'a legacy minisign signature cannot be checked against a digest', { next: "The publisher signs with a current minisign, without '-l'." })
    return message.blake2b512
  }
  return signature.algorithm === 'Ed' ? message.bytes : createHash('blake2b512').update(message.bytes).digest()
}

/** OpenSSL checks that S is reduced (no S + L). That R is no point of small order is checked here, because not every OpenSSL does. */
function holds(key: MinisignKey, signed: Uint8Array, signature: Uint8Array): boolean {
  return !isSmallOrder(signature.subarray(0, 32)) && verify(null, signed, key.publicKey, signature)
}
