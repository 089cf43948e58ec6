import { createHash, createPublicKey, createVerify, type KeyObject } from 'node:crypto'
import { failure } from '../errors.ts'
import { decodeBase64 } from './base64.ts'
import { ecdsaSignatureBytesMax, keyFileBytesMax } from './limits.ts'

/** An ECDSA key on P-256 that may sign releases. */
export interface EcdsaKey {
  /** The beginning of the SHA-256 of its SubjectPublicKeyInfo, as `openssl pkey -pubin -outform DER | sha256sum` prints it. */
  readonly fingerprint: string
  readonly publicKey: KeyObject
}

/** The order of P-256's base point (FIPS 186-5, SP 800-186 3.2.1.3). */
const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** Reads a PEM `PUBLIC KEY`. CONFIG for anything else; no message repeats the text, which may be a secret key (failures.md E48). */
export function parseEcdsaKey(text: string): EcdsaKey {
  if (Buffer.byteLength(text) > keyFileBytesMax) throw wrongKey(`it is longer than ${keyFileBytesMax} bytes`)
  if (/PRIVATE KEY/.test(text)) throw failure('CONFIG', 'the ECDSA key given is a secret key', { next: 'Remove it from this host, treat it as stolen, and give the public key.' })
  const [, body] = /^\s*-----BEGIN PUBLIC KEY-----\r?\n([A-Za-z0-9+/=\r\n]+)-----END PUBLIC KEY-----\s*$/.exec(text) ?? []
  const der = body === undefined ? null : decodeBase64(body.replaceAll(/[\r\n]/g, ''))
  if (der === null) throw wrongKey("it is no PEM text from '-----BEGIN PUBLIC KEY-----' to '-----END PUBLIC KEY-----'")
  const publicKey = keyOf(der)
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey
  if (type !== 'ec' || details?.namedCurve !== 'prime256v1') throw wrongKey(`it is a key of another kind (${details?.namedCurve ?? type ?? 'unknown'}), not one on P-256`)
  // Uncompressed points only, written once: other spellings of the same key would have another fingerprint.
  if (der.length !== 91 || !der.equals(publicKey.export({ format: 'der', type: 'spki' }))) throw wrongKey('its point is not written out in full')
  return { fingerprint: createHash('sha256').update(der).digest('hex').slice(0, 16), publicKey }
}

/**
 * Reads a detached signature (formats.md 7.3): base64 of `SEQUENCE { r, s }` in DER, on one line. DATA when it is anything else, zero or out of range among
 * it: libraries that skipped these checks believed every message (CVE-2022-21449).
 */
export function parseEcdsaSignature(file: Uint8Array): Buffer {
  if (file.length > ecdsaSignatureBytesMax) throw malformed(`it is larger than ${ecdsaSignatureBytesMax} bytes`)
  const text = Buffer.from(file).toString('latin1').replace(/\r?\n$/, '')
  if (text === '') throw malformed('it is empty')
  const der = decodeBase64(text)
  if (der === null) throw malformed('it is not base64 on one line')
  const [r, rest] = integer(content(der))
  const [s, end] = integer(rest)
  if (end.length > 0) throw malformed('something stands behind its two numbers')
  if (r < 1n || r >= order || s < 1n || s >= order) throw malformed('a number of it is out of range')
  return der
}

/** Verifies with any of the keys. TAMPERED when none of them made this signature over these bytes. */
export async function verifyEcdsa(keys: readonly EcdsaKey[], signature: Uint8Array, message: AsyncIterable<Uint8Array>): Promise<EcdsaKey> {
  const verifiers = keys.map((key) => ({ key, verifier: createVerify('sha256') }))
  for await (const chunk of message) for (const { verifier } of verifiers) verifier.update(chunk)
  const made = verifiers.find(({ key, verifier }) => verifier.verify({ key: key.publicKey, dsaEncoding: 'der' }, signature))
  if (made !== undefined) return made.key
  throw failure('TAMPERED', 'the ECDSA signature was made by none of the trusted keys, or over other bytes', { next: `Trusted: ${keys.map(({ fingerprint }) => fingerprint).join(', ') || 'no key at all'}.` })
}

function keyOf(der: Buffer): KeyObject {
  try {
    return createPublicKey({ key: der, format: 'der', type: 'spki' })
  } catch {
    throw wrongKey('it is no SubjectPublicKeyInfo')
  }
}

/** What stands in a SEQUENCE whose length is told in one byte, as that of two numbers of 33 bytes is. */
function content(der: Buffer): Buffer {
  if (der[0] !== 0x30 || der[1] !== der.length - 2 || der.length > 2 + 0x7f) throw malformed('it is no sequence of two numbers')
  return der.subarray(2)
}

/** A positive INTEGER in the fewest bytes, and what follows it. DER has one spelling, so that a changed file is a changed signature. */
function integer(bytes: Buffer): readonly [bigint, Buffer] {
  const length = bytes[1] ?? 0
  const value = bytes.subarray(2, 2 + length)
  const isShortest = value.length === length && length > 0 && length <= 33 && !(value[0] === 0 && length > 1 && (value[1] ?? 0) < 0x80)
  if (bytes[0] !== 2 || !isShortest || (value[0] ?? 0) >= 0x80) throw malformed('a number of it is not written as DER demands')
  return [BigInt(`0x${value.toString('hex')}`), bytes.subarray(2 + length)]
}

function wrongKey(why: string): Error {
  return failure('CONFIG', `the ECDSA public key cannot be used: ${why}`, { next: "Copy the publisher's PEM text whole, with its first and last line; the curve is P-256." })
}

function malformed(why: string): Error {
  return failure('DATA', `the ECDSA signature is malformed: ${why}`)
}
