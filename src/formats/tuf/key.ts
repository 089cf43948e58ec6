import { constants, createPublicKey, type KeyObject, verify } from 'node:crypto'
import type { Keys } from './shape.ts'

/** A key of a role. `identity` is the key itself, as a SubjectPublicKeyInfo in hex: one key under two ids is one key (CVE-2020-6174). */
export interface TufKey { readonly identity: string; verify(message: Uint8Array, signatureHex: string): boolean }

/** Null for a key that we cannot use: it counts as one that never signed. */
export function readKey({ keytype, scheme, keyval }: Keys[string]): TufKey | null {
  const kind = schemes.get(scheme)
  const key = kind === undefined || keyval.public === undefined || !kind.types.includes(keytype) ? null : keyOf(keyval.public, kind)
  if (kind === undefined || key === null || !kind.fits(key)) return null
  return {
    identity: key.export({ format: 'der', type: 'spki' }).toString('hex'),
    verify: (message, signatureHex) => isHex(signatureHex) && verify(kind.digest, message, kind.padding === null ? key : { key, padding: kind.padding }, Buffer.from(signatureHex, 'hex')),
  }
}

interface Scheme {
  readonly types: readonly string[]
  readonly digest: string | null
  readonly padding: number | null
  /** What stands before the bare key in a SubjectPublicKeyInfo; null: keys of this kind are always PEM. */
  readonly derPrefix: string | null
  fits(key: KeyObject): boolean
}

const onCurve = (curve: string) => (key: KeyObject): boolean => key.asymmetricKeyType === 'ec' && key.asymmetricKeyDetails?.namedCurve === curve
const pss = (digest: string): Scheme => ({ types: ['rsa'], digest, padding: constants.RSA_PKCS1_PSS_PADDING, derPrefix: null, fits: (key) => key.asymmetricKeyType === 'rsa' && (key.asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 })
const schemes: ReadonlyMap<string, Scheme> = new Map(Object.entries({
  ed25519: { types: ['ed25519'], digest: null, padding: null, derPrefix: '302a300506032b6570032100', fits: (key) => key.asymmetricKeyType === 'ed25519' },
  'ecdsa-sha2-nistp256': { types: ['ecdsa', 'ecdsa-sha2-nistp256'], digest: 'sha256', padding: null, derPrefix: '3059301306072a8648ce3d020106082a8648ce3d030107034200', fits: onCurve('prime256v1') },
  'ecdsa-sha2-nistp384': { types: ['ecdsa', 'ecdsa-sha2-nistp384'], digest: 'sha384', padding: null, derPrefix: '3076301006072a8648ce3d020106052b81040022036200', fits: onCurve('secp384r1') },
  'rsassa-pss-sha256': pss('sha256'),
  'rsassa-pss-sha384': pss('sha384'),
  'rsassa-pss-sha512': pss('sha512'),
}))

function keyOf(text: string, { derPrefix }: Scheme): KeyObject | null {
  try {
    if (text.includes('-----BEGIN')) return /^\s*-----BEGIN PUBLIC KEY-----/.test(text) ? createPublicKey(text) : null
    return derPrefix === null || !isHex(text) ? null : createPublicKey({ key: Buffer.from(derPrefix + text, 'hex'), format: 'der', type: 'spki' })
  } catch {
    return null
  }
}

function isHex(text: string): boolean {
  return text.length % 2 === 0 && /^[0-9a-fA-F]+$/.test(text)
}
