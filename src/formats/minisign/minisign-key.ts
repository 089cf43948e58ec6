import { createPublicKey, type KeyObject } from 'node:crypto'
import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { isSmallOrder } from './ed25519-points.ts'
import { keyFileBytesMax } from '../limits.ts'
import { byteOrderMark } from '../utf8.ts'

/** A public key that may sign releases. */
export interface MinisignKey {
  /** As minisign prints it: 16 upper-case hex digits. It selects a key; it proves nothing. */
  readonly keyId: string
  readonly publicKey: KeyObject
}

/**
 * Reads a minisign public key: a key file of one or two lines, or the bare key. CONFIG for anything else. No message repeats
 * the text, because the commonest grave mistake is to configure the *secret* key (failures.md E48).
 */
export function parsePublicKey(text: string): MinisignKey {
  const bytes = keyBytes(keyLine(text))
  const point = bytes.subarray(10)
  if (bytes.toString('latin1', 0, 2) !== 'Ed') throw wrong('its algorithm is not Ed25519')
  if (isSmallOrder(point)) throw wrong('it is a weak key, for which anybody can sign')
  return { keyId: keyIdOf(bytes.subarray(2, 10)), publicKey: ed25519Key(point) }
}

/** The eight bytes are a little-endian number, and minisign prints it as one. */
export function keyIdOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).reverse().toString('hex').toUpperCase()
}

function keyLine(text: string): string {
  if (Buffer.byteLength(text) > keyFileBytesMax) throw wrong(`it is longer than ${keyFileBytesMax} bytes`)
  if (text.startsWith(byteOrderMark)) throw wrong('it begins with a byte order mark')
  const lines = text.split('\n').map((line) => line.replace(/\r$/, '')).filter((line) => line !== '')
  if (/secret key/i.test(lines[0] ?? '')) throw secret()
  const keys = lines.filter((line) => !line.startsWith('untrusted comment'))
  if (keys.length !== 1) throw wrong(keys.length === 0 ? 'there is no key in it' : 'it holds more than one line that is no comment')
  return keys[0] ?? ''
}

function keyBytes(line: string): Buffer {
  // As it stands in examples, and in what `init` writes.
  if (/(?:…|\.\.\.)$/u.test(line)) throw wrong("it is a placeholder; the publisher's own key belongs there")
  const bytes = decodeBase64(line)
  if (bytes === null) throw wrong('it is not base64')
  // Signature algorithm, key derivation, checksum algorithm: only a secret key has the second (`Sc`, or two zeros) and the third (`B2`).
  if (bytes.length > 100 || bytes.toString('latin1', 4, 6) === 'B2') throw secret()
  if (bytes.length !== 42) throw wrong(`it has ${bytes.length} bytes where a public key has 42`)
  return bytes
}

/** RFC 8410: the fixed DER prefix of an Ed25519 SubjectPublicKeyInfo. */
function ed25519Key(point: Uint8Array): KeyObject {
  const der = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), point])
  return createPublicKey({ key: der, format: 'der', type: 'spki' })
}

function wrong(why: string): Error {
  return failure('CONFIG', `the minisign public key cannot be used: ${why}`, { next: "Copy the second line of the publisher's minisign.pub: 56 characters that begin with RW." })
}

function secret(): Error {
  return failure('CONFIG', 'the minisign key given is a secret key', { next: 'Remove it from this host, treat it as stolen, and give the public key.' })
}
