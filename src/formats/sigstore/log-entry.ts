import type { TransparencyLogEntry } from '@sigstore/bundle'
import { createPublicKey, X509Certificate } from 'node:crypto'
import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { isJsonObject, type Json } from '../strict-json.ts'
import { entryBody } from './legacy-bundle.ts'
import { spkiOf } from './public-key.ts'

/**
 * The log's entry must have been made with the very key that the bundle names (CVE-2026-22703: any entry did). The library compares digest and signature;
 * a certificate that somebody obtained later, for the same key, would pass there. TAMPERED.
 */
export function refuseOtherKey(entry: Pick<TransparencyLogEntry, 'canonicalizedBody'>, own: readonly Buffer[]): void {
  const body = entryBody(entry.canonicalizedBody.toString('base64'), 'the log entry')
  const logged = keyIn(body['spec'])
  if (logged === null || !own.some((one) => one.equals(logged))) throw failure('TAMPERED', 'the log entry was made with another key or certificate than the signature')
}

/** Where each kind of entry keeps its key: `hashedrekord` and `dsse` of both generations, and `intoto`. DER. */
function keyIn(spec: Json | undefined): Buffer | null {
  const v2 = at(spec, 'hashedRekordV002', 'signature', 'verifier') ?? at(spec, 'dsseV002', 'signatures', 0, 'verifier')
  if (v2 !== undefined) return fromBase64(at(v2, 'x509Certificate', 'rawBytes') ?? at(v2, 'publicKey', 'rawBytes'))
  const pem = at(spec, 'signature', 'publicKey', 'content') ?? at(spec, 'signatures', 0, 'verifier') ?? at(spec, 'content', 'envelope', 'signatures', 0, 'publicKey')
  return fromPem(fromBase64(pem)?.toString('utf8') ?? '')
}

function at(json: Json | undefined, ...path: readonly (string | number)[]): Json | undefined {
  return path.reduce<Json | undefined>((value, key) => {
    if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined
    return isJsonObject(value) ? value[key] : undefined
  }, json)
}

function fromBase64(text: Json | undefined): Buffer | null {
  return typeof text === 'string' ? decodeBase64(text) : null
}

function fromPem(pem: string): Buffer | null {
  try {
    return pem.startsWith('-----BEGIN CERTIFICATE-----') ? Buffer.from(new X509Certificate(pem).raw) : spkiOf(createPublicKey(pem))
  } catch {
    return null
  }
}
