import { createPrivateKey, sign, type KeyObject } from 'node:crypto'
import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import type { Files } from '../host/types.ts'
import { readSecretFile } from './secret-file.ts'

/** Signs the list with ECDSA over P-256: base64 of the DER signature, as `cosign verify-blob --key` and banger's readers want it. */
export type SignsPlainly = (message: Uint8Array) => Uint8Array

/** Opens a P-256 key in PEM, without a password. CONFIG for any other. */
export async function ecdsaSignerOf(path: string, files: Files): Promise<SignsPlainly> {
  const pem = await readSecretFile(files, path, 'secret key')
  const key = keyOf(pem, path)
  pem.fill(0)
  return (message) => Buffer.from(`${sign('sha256', message, key).toString('base64')}\n`)
}

function keyOf(pem: Buffer, path: string): KeyObject {
  const key = readable(pem)
  if (key?.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key
  throw failure('CONFIG', `nothing can be signed with ${quoted(path)}: it is no P-256 key in PEM without a password`, { next: 'openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 makes one; a key that cosign has protected stays with cosign.' })
}

/** What OpenSSL says of a key that it cannot read is about its own insides. */
function readable(pem: Buffer): KeyObject | null {
  try {
    return createPrivateKey(pem)
  } catch {
    return null
  }
}
