import { failure } from '../../errors.ts'
import { decodeBase64 } from '../base64.ts'
import { quoted } from '../printable.ts'
import { isJsonObject, parseStrictJson, type JsonObject } from '../strict-json.ts'
import { readCertificate } from './certificate.ts'

/**
 * What `cosign sign-blob --bundle` wrote before 3.0 (`base64Signature`, `cert`, `rekorBundle`) as a bundle 0.1: the same facts under other names. The log's
 * promise is there, and no proof.
 */
export function modernised(json: JsonObject, name: string): JsonObject {
  const { base64Signature, cert, rekorBundle, rfc3161Timestamp } = json
  if (!isJsonObject(rekorBundle) || !isJsonObject(rekorBundle['Payload'])) throw failure('REFUSED', `${quoted(name)} holds no entry of a transparency log`)
  const payload = rekorBundle['Payload']
  const body = text(payload, 'body', name)
  const entry = entryBody(body, name)
  const timestamp = isJsonObject(rfc3161Timestamp) ? rfc3161Timestamp['SignedRFC3161Timestamp'] : undefined
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.1',
    messageSignature: { signature: base64Signature ?? null, messageDigest: { algorithm: 'SHA2_256', digest: digestIn(entry, name) } },
    verificationMaterial: {
      ...(typeof cert === 'string' && cert !== '' ? { x509CertificateChain: { certificates: [{ rawBytes: readCertificate(Buffer.from(cert), name).toString('base64') }] } } : { publicKey: { hint: '' } }),
      tlogEntries: [{
        logIndex: whole(payload, 'logIndex', name),
        integratedTime: whole(payload, 'integratedTime', name),
        logId: { keyId: hexToBase64(text(payload, 'logID', name)) },
        kindVersion: { kind: text(entry, 'kind', name), version: text(entry, 'apiVersion', name) },
        inclusionPromise: { signedEntryTimestamp: text(rekorBundle, 'SignedEntryTimestamp', name) },
        canonicalizedBody: body,
      }],
      timestampVerificationData: { rfc3161Timestamps: typeof timestamp === 'string' ? [{ signedTimestamp: timestamp }] : [] },
    },
  }
}

/** The entry as the log keeps it. */
export function entryBody(base64: string, name: string): JsonObject {
  const body = parseStrictJson(decodeBase64(base64) ?? Buffer.from(''), `entry in ${name}`)
  if (!isJsonObject(body)) throw failure('DATA', `${quoted(name)} holds a log entry that is not an object`)
  return body
}

export function text(json: JsonObject, key: string, name: string): string {
  const value = json[key]
  if (typeof value !== 'string' || value === '') throw failure('DATA', `${quoted(name)} holds no '${key}'`)
  return value
}

/** As the bundle format writes 64-bit numbers. */
export function whole(json: JsonObject, key: string, name: string): string {
  const value = json[key]
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw failure('DATA', `${quoted(name)} holds no '${key}'`)
  return String(value)
}

export function hexToBase64(hex: string): string {
  return /^(?:[0-9a-f]{2})*$/.test(hex) ? Buffer.from(hex, 'hex').toString('base64') : ''
}

/** Of a `hashedrekord` 0.0.1: `spec.data.hash.value`. */
function digestIn(entry: JsonObject, name: string): string {
  const { spec } = entry
  const data = isJsonObject(spec) ? spec['data'] : undefined
  const hash = isJsonObject(data) ? data['hash'] : undefined
  if (!isJsonObject(hash) || hash['algorithm'] !== 'sha256') throw failure('DATA', `${quoted(name)} holds a log entry of another kind than a signature over a SHA-256 digest`)
  return hexToBase64(text(hash, 'value', name))
}
