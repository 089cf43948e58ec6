import { createPrivateKey, createPublicKey, scryptSync, type KeyObject } from 'node:crypto'
import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { blake2b256 } from './blake2b.ts'
import { keyFileBytesMax, scryptBytesMax } from '../limits.ts'
import { scryptCosts } from './scrypt-costs.ts'
import { utf8 } from '../utf8.ts'

/** A key that signs. */
export interface MinisignSecretKey {
  /** As in a signature: eight bytes. */
  readonly keyId: Buffer
  readonly secretKey: KeyObject
}

/** A key file that was read; what is in it may still need a password. */
export interface SealedSecretKey {
  readonly needs: 'password' | 'nothing'
  /** CONFIG for a wrong password, or a file that is damaged. Wipes the password, and what it derived. */
  unseal(password: Uint8Array | null): MinisignSecretKey
}

/** Lengths of: signature, key derivation and checksum algorithm; salt, operations, memory; then key id, secret and public key, checksum. */
const fileBytes = 158
const [saltAt, opsAt, memoryAt, sealedAt] = [6, 38, 46, 54] as const

/**
 * Reads a minisign secret key file, protected by a password (`Sc`: scrypt) or not (`minisign -G -W`). CONFIG for anything else. No message
 * repeats a byte of it. The caller's bytes are wiped.
 */
export function parseSecretKey(file: Uint8Array): SealedSecretKey {
  const bytes = keyBytes(file)
  file.fill(0)
  const [signs, derives, checks] = [bytes.toString('latin1', 0, 2), bytes.toString('latin1', 2, 4), bytes.toString('latin1', 4, 6)]
  if (signs !== 'Ed') throw wrong('its algorithm is not Ed25519')
  if (checks !== 'B2') throw wrong('its checksum is of an unknown kind')
  switch (derives) {
    case 'Sc': return { needs: 'password', unseal: (password) => unsealed(bytes, password) }
    case '\0\0': return { needs: 'nothing', unseal: () => opened(bytes) }
  }
  throw wrong('its password protection is of an unknown kind')
}

/** minisign derives as many bytes as the key has, and adds the two without a carry. */
function unsealed(bytes: Buffer, password: Uint8Array | null): MinisignSecretKey {
  if (password === null) throw failure('USAGE', 'the secret key is protected by a password, and none was given')
  const { N, r, p } = scryptCosts(bytes.readBigUInt64LE(opsAt), bytes.readBigUInt64LE(memoryAt))
  const stream = scryptSync(password, bytes.subarray(saltAt, opsAt), bytes.length - sealedAt, { N, r, p, maxmem: scryptBytesMax + 1024 * 1024 })
  password.fill(0)
  const plain = Buffer.from(bytes)
  for (const [index, byte] of stream.entries()) plain[sealedAt + index] = (plain[sealedAt + index] ?? 0) ^ byte
  stream.fill(0)
  bytes.fill(0)
  if (!checksumHolds(plain)) {
    plain.fill(0)
    throw failure('CONFIG', 'the password is not that of the secret key', { next: "Try 'minisign -S' with the same key and password on any file: it asks the same question." })
  }
  return opened(plain)
}

/** Without a password minisign leaves the checksum empty; others fill it in. */
function opened(bytes: Buffer): MinisignSecretKey {
  const [seed, point] = [bytes.subarray(sealedAt + 8, sealedAt + 40), bytes.subarray(sealedAt + 40, sealedAt + 72)]
  const filledIn = bytes.subarray(sealedAt + 72).some((byte) => byte !== 0)
  const secretKey = ed25519Secret(seed)
  const holds = (!filledIn || checksumHolds(bytes)) && publicPoint(secretKey).equals(point)
  const keyId = Buffer.from(bytes.subarray(sealedAt, sealedAt + 8))
  bytes.fill(0)
  // To sign with one half of a key and publish the other gives the secret away (Ed25519 double public key oracle).
  if (!holds) throw wrong('it is damaged: its parts do not belong together')
  return { keyId, secretKey }
}

/** Over algorithm, key id, secret and public key, as they are without the password. */
function checksumHolds(bytes: Buffer): boolean {
  const covered = Buffer.concat([bytes.subarray(0, 2), bytes.subarray(sealedAt, sealedAt + 72)])
  const holds = blake2b256(covered).equals(bytes.subarray(sealedAt + 72))
  covered.fill(0)
  return holds
}

/** RFC 8410: the fixed DER prefix of an Ed25519 PrivateKeyInfo. */
function ed25519Secret(seed: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' })
  der.fill(0)
  return key
}

function publicPoint(secret: KeyObject): Buffer {
  return createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32)
}

function keyBytes(file: Uint8Array): Buffer {
  if (file.length > keyFileBytesMax) throw wrong(`it is longer than ${keyFileBytesMax} bytes`)
  const [comment = '', key = '', ...more] = (utf8(file) ?? '').replace(/\r?\n$/, '').split(/\r?\n/)
  if (!comment.startsWith('untrusted comment: ') || more.length > 0) throw wrong('it is not a comment and a key, on two lines')
  const bytes = decodeBase64(key)
  if (bytes === null) throw wrong('its second line is not base64')
  if (bytes.length === 42) throw wrong('it is a public key')
  if (bytes.length !== fileBytes) throw wrong(`it has ${bytes.length} bytes where a secret key has ${fileBytes}`)
  return bytes
}

function wrong(why: string): Error {
  return failure('CONFIG', `the minisign secret key cannot be used: ${why}`, { next: "Give the file that 'minisign -G' wrote: minisign.key." })
}
