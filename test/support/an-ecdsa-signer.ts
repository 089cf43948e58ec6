import { createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'

/** Signs as banger's publisher does: ECDSA, SHA-256, DER, base64 and a line feed. */
export interface EcdsaSigner { readonly pem: string; readonly secretPem: string; der(message: Uint8Array): Buffer; sign(message: Uint8Array): Buffer }

export function anEcdsaSigner(namedCurve = 'P-256'): EcdsaSigner {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve })
  const der = (message: Uint8Array): Buffer => sign('sha256', message, privateKey)
  return { pem: pemOf(createPublicKey(privateKey)), secretPem: String(privateKey.export({ format: 'pem', type: 'pkcs8' })), der, sign: (message) => Buffer.from(`${der(message).toString('base64')}\n`) }
}

export function pemOf(key: KeyObject): string {
  return String(key.export({ format: 'pem', type: 'spki' }))
}

/** `SEQUENCE { r, s }` of any two numbers. */
export function derOf(r: bigint, s: bigint): Buffer {
  const body = Buffer.concat([r, s].map(integer))
  return Buffer.concat([Buffer.from([0x30, body.length]), body])
}

function integer(value: bigint): Buffer {
  const hex = value.toString(16)
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex')
  const positive = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes
  return Buffer.concat([Buffer.from([2, positive.length]), positive])
}
