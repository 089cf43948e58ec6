import { initializeCA, initializeCTLog, initializeTSA } from '@sigstore/mock'
import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { pemOf } from '../../src/formats/sigstore/certificate.ts'
import { aLog, type Log } from './a-log.ts'

/** What a certificate says of whoever asked for it. Texts; null leaves the extension out. */
export interface Claims {
  readonly identity?: string
  readonly issuer?: string | null
  /** The first generation of the same extension, where it says something else. */
  readonly oldIssuer?: string | null
  readonly repository?: string | null
  readonly ref?: string | null
  readonly repositoryId?: string | null
  readonly ownerId?: string | null
  readonly trigger?: string | null
  readonly runner?: string | null
  /** What of the authority's own log is in it: its word, that of a log nobody knows, or nothing. */
  readonly ctLog?: 'known' | 'unknown' | 'none'
}
export interface SignWishes extends Claims {
  readonly mediaType?: '0.1' | '0.2' | '0.3'
  readonly log?: 'v1' | 'v2'
  /** When the log says that the entry came. */
  readonly loggedAtMs?: number
  /** What the bundle claims to sign, where that is not what was signed. */
  readonly digestOf?: Uint8Array
  /** Changes the finished bundle. */
  readonly spoil?: (bundle: BundleJson) => void
}
// A bundle is spoilt at any place of it.
export type BundleJson = { mediaType: string; messageSignature: { messageDigest: { algorithm: string; digest: string }; signature: string }; verificationMaterial: Record<string, unknown> & { tlogEntries: Record<string, unknown>[] } } & Record<string, unknown>

export const githubIssuer = 'https://token.actions.githubusercontent.com'
export const workflow = 'https://github.com/acme/jaco/.github/workflows/release.yml'

/** A whole Sigstore instance in memory: authority, its log, a transparency log, a timestamp authority. Nothing it made is known to another one. */
export interface Sigstore {
  readonly log: Log
  /** `trusted_root.json`. */
  readonly root: Buffer
  readonly rootJson: Record<string, unknown>
  /** The authority's certificate and its log's key, DER, for those who want them apart. */
  readonly keys: { readonly ca: Buffer; readonly ct: Buffer }
  certify(claims?: Claims): Promise<Certified>
  bundle(bytes: Uint8Array, wishes?: SignWishes): Promise<Buffer>
  timestamp(signature: Uint8Array): Promise<Buffer>
  /** A bundle of a signed in-toto statement (DSSE). `signed`: the one that the signature is really over. */
  attestation(payload: Buffer, signed?: Buffer): Promise<Buffer>
}
export interface Certified { readonly certificate: Buffer; readonly privateKey: KeyObject; readonly publicKey: KeyObject }

const fulcio = '1.3.6.1.4.1.57264.1.'

export async function aSigstore(host?: string): Promise<Sigstore> {
  const [ctKeys, caKeys, tsaKeys] = [keyPair(), keyPair(), keyPair()]
  const ctLog = await initializeCTLog(ctKeys)
  const [ca, tsa] = await Promise.all([initializeCA(caKeys, ctLog), initializeTSA(tsaKeys)])
  const authorities = { known: ca, none: await initializeCA(caKeys), unknown: await initializeCA(caKeys, await initializeCTLog(keyPair())) }
  // Whole seconds: of a time like .05 the mock writes a fraction that the verifying library does not read.
  Object.assign(tsa, { getCurrentTime: () => new Date(Math.floor(Date.now() / 1000) * 1000) })
  const log = aLog(host)
  const certify = async (claims: Claims = {}): Promise<Certified> => {
    const keys = keyPair()
    const { identity = `${workflow}@refs/tags/v1.2.3`, ctLog: which = 'known' } = claims
    const der = await authorities[which].issueCertificate({ publicKey: copy(spki(keys.publicKey)), subjectAltName: identity, extensions: [...extensionsOf(claims)] })
    return { certificate: bytesOf(der), ...keys }
  }
  const timestamp = async (signature: Uint8Array): Promise<Buffer> => bytesOf(await tsa.timestamp({
    artifactHash: createHash('sha256').update(signature).digest(), hashAlgorithmOID: '2.16.840.1.101.3.4.2.1', nonce: 7, policyOID: '1.3.6.1.4.1.57264.2', certReq: true,
  }))
  const rootJson = rootOf({ ca: bytesOf(ca.rootCertificate), tsa: [bytesOf(tsa.intCertificate), bytesOf(tsa.rootCertificate)], ct: { publicKey: ctLog.publicKey, logId: bytesOf(ctLog.logID) }, log })
  const bundle = async (bytes: Uint8Array, wishes: SignWishes = {}): Promise<Buffer> => {
    const { certificate, privateKey } = await certify(wishes)
    return bundleOf(bytes, { certificate, signature: sign('sha256', bytes, privateKey), log, timestamp, wishes })
  }
  const attestation = async (payload: Buffer, signed = payload): Promise<Buffer> => {
    const { certificate, privateKey } = await certify()
    const type = 'application/vnd.in-toto+json'
    const signature = sign('sha256', Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${type} ${signed.length} `), signed]), privateKey)
    return Buffer.from(JSON.stringify(attestationOf(payload, { certificate, signature, log, type })))
  }
  return { attestation, log, rootJson, keys: { ca: bytesOf(ca.rootCertificate), ct: ctLog.publicKey }, root: Buffer.from(JSON.stringify(rootJson)), certify, bundle, timestamp }
}

/** The entry of a signature over a digest, as both generations of the log take it. */
export function hashedRekord(bytes: Uint8Array, signature: Uint8Array, key: Buffer | KeyObject, generation: 'v1' | 'v2' = 'v1'): object {
  const digest = createHash('sha256').update(bytes).digest()
  const content = base64(signature)
  if (generation === 'v2') {
    const verifier = Buffer.isBuffer(key) ? { x509Certificate: { rawBytes: base64(key) } } : { publicKey: { rawBytes: base64(spki(key)) } }
    return { apiVersion: '0.0.2', kind: 'hashedrekord', spec: { hashedRekordV002: { data: { algorithm: 'SHA2_256', digest: base64(digest) }, signature: { content, verifier: { keyDetails: 'PKIX_ECDSA_P256_SHA_256', ...verifier } } } } }
  }
  const pem = Buffer.isBuffer(key) ? pemOf(key) : key.export({ type: 'spki', format: 'pem' }).toString()
  return { apiVersion: '0.0.1', kind: 'hashedrekord', spec: { data: { hash: { algorithm: 'sha256', value: digest.toString('hex') } }, signature: { content, publicKey: { content: base64(Buffer.from(pem)) } } } }
}

/** A log's entry as bundles carry it. */
export function tlogEntryOf(log: Log, index: number, generation: 'v1' | 'v2', withProof: 'proof' | 'promise only' = 'proof'): Record<string, unknown> {
  const { body, logIndex, integratedTime, logIdHex, signedEntryTimestamp, proof } = log.entry(index)
  const inclusionProof = { logIndex: String(proof.logIndex), rootHash: base64(proof.rootHash), treeSize: String(proof.treeSize), hashes: proof.hashes.map(base64), checkpoint: { envelope: proof.checkpoint } }
  return {
    logIndex: String(logIndex), logId: { keyId: base64(Buffer.from(logIdHex, 'hex')) }, kindVersion: { kind: 'hashedrekord', version: generation === 'v1' ? '0.0.1' : '0.0.2' }, canonicalizedBody: base64(body),
    ...(generation === 'v1' ? { integratedTime: String(integratedTime), inclusionPromise: { signedEntryTimestamp: base64(signedEntryTimestamp) } } : {}),
    ...(withProof === 'proof' ? { inclusionProof } : {}),
  }
}

function attestationOf(payload: Buffer, { certificate, signature, log, type }: { readonly certificate: Buffer; readonly signature: Buffer; readonly log: Log; readonly type: string }): object {
  const signatures = [{ signature: base64(signature), verifier: base64(Buffer.from(pemOf(certificate))) }]
  const payloadHash = { algorithm: 'sha256', value: createHash('sha256').update(payload).digest('hex') }
  const index = log.add({ apiVersion: '0.0.1', kind: 'dsse', spec: { envelopeHash: payloadHash, payloadHash, signatures } })
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    dsseEnvelope: { payload: base64(payload), payloadType: type, signatures: [{ sig: base64(signature) }] },
    verificationMaterial: { certificate: { rawBytes: base64(certificate) }, tlogEntries: [{ ...tlogEntryOf(log, index, 'v1'), kindVersion: { kind: 'dsse', version: '0.0.1' } }] },
  }
}

interface Making { readonly certificate: Buffer; readonly signature: Buffer; readonly log: Log; readonly timestamp: Sigstore['timestamp']; readonly wishes: SignWishes }

async function bundleOf(bytes: Uint8Array, { certificate, signature, log, timestamp, wishes }: Making): Promise<Buffer> {
  const { mediaType = '0.3', log: generation = 'v1' } = wishes
  const index = log.add(hashedRekord(wishes.digestOf ?? bytes, signature, certificate, generation), wishes.loggedAtMs)
  // Somebody else is served after us: the proof has more than one hash.
  log.add({ kind: 'stranger', apiVersion: '0.0.1', spec: {} })
  const json: BundleJson = {
    mediaType: mediaType === '0.3' ? 'application/vnd.dev.sigstore.bundle.v0.3+json' : `application/vnd.dev.sigstore.bundle+json;version=${mediaType}`,
    messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest: createHash('sha256').update(wishes.digestOf ?? bytes).digest('base64') }, signature: base64(signature) },
    verificationMaterial: {
      ...(mediaType === '0.3' ? { certificate: { rawBytes: base64(certificate) } } : { x509CertificateChain: { certificates: [{ rawBytes: base64(certificate) }] } }),
      tlogEntries: [tlogEntryOf(log, index, generation, mediaType === '0.1' ? 'promise only' : 'proof')],
      timestampVerificationData: { rfc3161Timestamps: generation === 'v2' ? [{ signedTimestamp: base64(await timestamp(signature)) }] : [] },
    },
  }
  wishes.spoil?.(json)
  return Buffer.from(JSON.stringify(json))
}

function extensionsOf({ issuer = githubIssuer, oldIssuer = issuer, repository = 'https://github.com/acme/jaco', ref = 'refs/tags/v1.2.3', repositoryId = '4711', ownerId = '42', trigger = 'push', runner = 'github-hosted' }: Claims): readonly { oid: string; value: string; legacy: boolean }[] {
  const said: readonly (readonly [string, string | null, boolean])[] = [
    ['1', oldIssuer, true], ['2', trigger, true], ['6', ref, true], ['8', issuer, false], ['11', runner, false], ['12', repository, false], ['14', ref, false], ['15', repositoryId, false], ['17', ownerId, false], ['20', trigger, false],
  ]
  return said.flatMap(([id, value, legacy]) => (value === null ? [] : [{ oid: fulcio + id, value, legacy }]))
}

interface Parts { readonly ca: Buffer; readonly tsa: readonly Buffer[]; readonly ct: { readonly publicKey: Buffer; readonly logId: Buffer }; readonly log: Log }

function rootOf({ ca, tsa, ct, log }: Parts): Record<string, unknown> {
  const validFor = { start: new Date(Date.now() - 3_600_000).toISOString() }
  const key = (publicKey: Buffer) => ({ rawBytes: base64(publicKey), keyDetails: 'PKIX_ECDSA_P256_SHA_256', validFor })
  const chain = (...certificates: readonly Buffer[]) => ({ certificates: certificates.map((one) => ({ rawBytes: base64(one) })) })
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [{ baseUrl: log.baseUrl, hashAlgorithm: 'SHA2_256', publicKey: key(log.publicKey), logId: { keyId: base64(log.logId) } }],
    certificateAuthorities: [{ subject: { organization: 'sigstore.mock', commonName: 'sigstore' }, uri: 'https://fulcio.example', certChain: chain(ca), validFor }],
    ctlogs: [{ baseUrl: 'https://ct.example', hashAlgorithm: 'SHA2_256', publicKey: key(ct.publicKey), logId: { keyId: base64(ct.logId) } }],
    timestampAuthorities: [{ subject: { organization: 'sigstore.mock', commonName: 'tsa' }, uri: 'https://tsa.example', certChain: chain(...tsa), validFor }],
  }
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const spki = (key: KeyObject): Buffer => key.export({ type: 'spki', format: 'der' })
const copy = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => new Uint8Array(bytes)
const bytesOf = (view: ArrayBufferView): Buffer => Buffer.from(view.buffer, view.byteOffset, view.byteLength)
const keyPair = (): { publicKey: KeyObject; privateKey: KeyObject } => generateKeyPairSync('ec', { namedCurve: 'P-256' })
