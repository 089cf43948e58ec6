import { createPublicKey, type KeyObject } from 'node:crypto'
import { failure } from '../../errors.ts'

const curves: ReadonlySet<string> = new Set(['prime256v1', 'secp384r1', 'secp521r1'])
const modulusBitsMin = 2048

/** A public key as `cosign generate-key-pair` writes it into `cosign.pub`. CONFIG otherwise; the text is not repeated, because it may be the secret one (failures.md E48). */
export function readPublicKey(text: string): KeyObject {
  const trimmed = text.trim()
  if (/PRIVATE KEY/.test(trimmed)) throw failure('CONFIG', 'this is a secret key: the public one is needed', { next: 'Give the content of cosign.pub. Whoever could read this file holds the key: make a new pair.' })
  if (!/^-----BEGIN PUBLIC KEY-----\r?\n[A-Za-z0-9+/=\r\n]+-----END PUBLIC KEY-----$/.test(trimmed)) throw failure('CONFIG', 'this is no public key in PEM, as in cosign.pub')
  const key = keyOf(trimmed)
  const fault = weakness(key)
  if (fault !== null) throw failure('CONFIG', `this public key cannot be used: it ${fault}`)
  return key
}

/** What is wrong with a key for signatures over SHA-256, in words; null when nothing is (failures.md C28). */
export function weakness(key: KeyObject): string | null {
  const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {}
  if (key.asymmetricKeyType === 'ec') return curves.has(namedCurve ?? '') ? null : `lies on the curve ${namedCurve ?? 'without name'}, and not on P-256, P-384 or P-521`
  if (key.asymmetricKeyType === 'rsa') return modulusLength >= modulusBitsMin ? null : `is an RSA key of ${modulusLength} bits, and fewer than ${modulusBitsMin} can be broken`
  return `is of the kind ${key.asymmetricKeyType ?? 'unknown'}, and not ECDSA or RSA`
}

export function spkiOf(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' })
}

function keyOf(pem: string): KeyObject {
  try {
    return createPublicKey(pem)
  } catch (cause) {
    throw failure('CONFIG', 'this public key cannot be read', { cause })
  }
}
