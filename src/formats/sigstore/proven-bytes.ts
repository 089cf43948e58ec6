import { createHash, createVerify, type KeyObject } from 'node:crypto'
import { failure } from '../../errors.ts'

export interface SignatureOver { readonly keys: readonly KeyObject[]; readonly signature: Uint8Array }
/** The key that the signature over these bytes was made with, and their digest in lower-case hex. */
export interface Proven { readonly key: KeyObject; readonly sha256: string }

/** ECDSA (DER) or RSA (PKCS #1 1.5) over SHA-256, of bytes that never lie in memory together. TAMPERED when no key made the signature. `what` is for the message. */
export async function provenBytes(bytes: AsyncIterable<Uint8Array>, { keys, signature }: SignatureOver, what: string): Promise<Proven> {
  const checks = keys.map((key) => ({ key, check: createVerify('sha256') }))
  const hash = createHash('sha256')
  for await (const chunk of bytes) {
    hash.update(chunk)
    for (const { check } of checks) check.update(chunk)
  }
  const proven = checks.find(({ key, check }) => check.verify(key, signature))
  if (proven === undefined) throw failure('TAMPERED', `the signature is not one over ${what}, or not one of ${keys.length === 1 ? 'the trusted key' : 'a trusted key'}`)
  return { key: proven.key, sha256: hash.digest('hex') }
}
