import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { isJsonObject, parseStrictJson, type Json, type JsonObject } from '../strict-json.ts'
import { entryBody, hexToBase64, text, whole } from './legacy-bundle.ts'
import { logAnswerBytesMax, logEntriesMax } from './limits.ts'

/** A signature, whose it is, and what it is over: all that lies beside a release without a bundle. */
export interface Detached {
  readonly signature: Uint8Array
  /** Lower-case hex. */
  readonly sha256: string
  /** PEM of the certificate, or of the bare key. */
  readonly pem: string
  /** The certificate's DER bytes; null for a bare key. */
  readonly certificate: Uint8Array | null
}

/** What is sent to `/api/v1/log/entries/retrieve`: the log computes where exactly this entry would stand, as for cosign itself. */
export function lookupQuestion({ signature, sha256, pem }: Detached): Buffer {
  const spec = { data: { hash: { algorithm: 'sha256', value: sha256 } }, signature: { content: base64(signature), publicKey: { content: base64(Buffer.from(pem)) } } }
  return Buffer.from(JSON.stringify({ entries: [{ apiVersion: '0.0.1', kind: 'hashedrekord', spec }] }))
}

/**
 * The log's answer as bundles (not yet checked by anybody), the earliest entry first: anybody may enter a public signature once more, later. DATA when it is
 * malformed, REFUSED when the log knows of no such signature.
 */
export function bundlesFrom(answer: Uint8Array, detached: Detached, name: string): readonly JsonObject[] {
  const json = parseStrictJson(answer, name, { bytesMax: logAnswerBytesMax })
  const entries = (Array.isArray(json) ? json : [json]).flatMap((one: Json) => (isJsonObject(one) ? Object.values(one) : [])).filter((one) => isJsonObject(one))
  if (entries.length === 0) throw failure('REFUSED', 'the transparency log knows of no such signature', { next: 'Ask the publisher whether it was made without the log, or entered into another one.' })
  if (entries.length > logEntriesMax) throw failure('DATA', `${quoted(name)} holds ${entries.length} entries, and more than ${logEntriesMax} are not looked at`)
  return entries.toSorted((a, b) => timeOf(a) - timeOf(b)).map((entry) => bundleFrom(entry, detached, name))
}

function bundleFrom(entry: JsonObject, { signature, sha256, certificate }: Detached, name: string): JsonObject {
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle+json;version=0.2',
    messageSignature: { signature: base64(signature), messageDigest: { algorithm: 'SHA2_256', digest: hexToBase64(sha256) } },
    verificationMaterial: {
      ...(certificate === null ? { publicKey: { hint: '' } } : { x509CertificateChain: { certificates: [{ rawBytes: base64(certificate) }] } }),
      tlogEntries: [tlogEntry(entry, name)],
    },
  }
}

function tlogEntry(entry: JsonObject, name: string): JsonObject {
  const { verification } = entry
  const proof = isJsonObject(verification) ? verification['inclusionProof'] : undefined
  if (!isJsonObject(verification) || !isJsonObject(proof)) throw failure('REFUSED', `${quoted(name)} holds no proof that the entry is in the log`)
  const body = text(entry, 'body', name)
  const inside = entryBody(body, name)
  const { hashes } = proof
  return {
    logIndex: whole(entry, 'logIndex', name),
    integratedTime: whole(entry, 'integratedTime', name),
    logId: { keyId: hexToBase64(text(entry, 'logID', name)) },
    kindVersion: { kind: text(inside, 'kind', name), version: text(inside, 'apiVersion', name) },
    inclusionPromise: { signedEntryTimestamp: text(verification, 'signedEntryTimestamp', name) },
    inclusionProof: {
      logIndex: whole(proof, 'logIndex', name),
      treeSize: whole(proof, 'treeSize', name),
      rootHash: hexToBase64(text(proof, 'rootHash', name)),
      hashes: Array.isArray(hashes) ? hashes.map((hash: Json) => hexToBase64(typeof hash === 'string' ? hash : '')) : [],
      checkpoint: { envelope: text(proof, 'checkpoint', name) },
    },
    canonicalizedBody: body,
  }
}

function timeOf(entry: JsonObject): number {
  const time = entry['integratedTime']
  return typeof time === 'number' ? time : Infinity
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}
