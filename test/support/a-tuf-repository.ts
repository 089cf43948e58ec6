import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { canonicalJson } from '../../src/formats/tuf/canonical.ts'
import type { Asks } from '../../src/formats/tuf/repository.ts'
import type { Json } from '../../src/formats/strict-json.ts'

/** 2026-11-21, as everywhere in these tests. */
export const tufNowMs = Date.UTC(2026, 10, 21)
const dayMs = 24 * 60 * 60 * 1000
export const momentIn = (days: number): string => new Date(tufNowMs + days * dayMs).toISOString().replace('.000Z', 'Z')

export interface TufSigner { readonly id: string; readonly json: Record<string, unknown>; sign(bytes: Uint8Array): string }

/** A key as securesystemslib writes it. `id`: another than its own hash. */
export function aTufSigner(id?: string): TufSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  return signerOf({ keytype: 'ed25519', scheme: 'ed25519', keyval: { public: publicKey.export({ format: 'der', type: 'spki' }).subarray(-32).toString('hex') } }, privateKey, { digest: null, id })
}

/** The same of another kind, in PEM. */
export function aPemTufSigner(kind: 'ecdsa-sha2-nistp256' | 'ecdsa-sha2-nistp384'): TufSigner {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: kind === 'ecdsa-sha2-nistp256' ? 'prime256v1' : 'secp384r1' })
  return signerOf({ keytype: 'ecdsa', scheme: kind, keyval: { public: publicKey.export({ format: 'pem', type: 'spki' }).toString() } }, privateKey, { digest: kind === 'ecdsa-sha2-nistp256' ? 'sha256' : 'sha384', id: undefined })
}

function signerOf(json: Record<string, unknown>, key: KeyObject, { digest, id }: { readonly digest: string | null; readonly id: string | undefined }): TufSigner {
  return { id: id ?? sha256(canonicalJson(json as unknown as Json)), json, sign: (bytes) => sign(digest, bytes, key).toString('hex') }
}

/** One body, and who signs it. */
export function signedBy(body: object, signers: readonly TufSigner[]): Buffer {
  // Without what is undefined, as it will be written.
  const signed = JSON.parse(JSON.stringify(body)) as Json
  const bytes = canonicalJson(signed)
  return Buffer.from(JSON.stringify({ signatures: signers.map((one) => ({ keyid: one.id, sig: one.sign(bytes) })), signed }, null, 1))
}

export type TopRole = 'root' | 'timestamp' | 'snapshot' | 'targets'
export interface TufRole { signers: TufSigner[]; threshold: number; expires: string }
/** `targets`: what this role says of its own. */
export interface TufDelegation extends TufRole { readonly name: string; readonly terminating: boolean; readonly paths?: readonly string[]; readonly path_hash_prefixes?: readonly string[]; targets: Record<string, TufTarget>; within?: readonly TufDelegation[] }
export interface TufTarget { readonly bytes: Buffer; readonly custom?: object }

/** A repository as its publisher keeps it: everything may be changed, and is signed anew with `publish`. */
export class TufRepository {
  readonly roles: Record<TopRole, TufRole> = {
    root: { signers: [aTufSigner()], threshold: 1, expires: momentIn(365) },
    timestamp: { signers: [aTufSigner()], threshold: 1, expires: momentIn(1) },
    snapshot: { signers: [aTufSigner()], threshold: 1, expires: momentIn(7) },
    targets: { signers: [aTufSigner()], threshold: 1, expires: momentIn(90) },
  }
  readonly versions: Record<TopRole, number> = { root: 0, timestamp: 0, snapshot: 0, targets: 0 }
  targets: Record<string, TufTarget> = {}
  delegations: TufDelegation[] = []
  /** The signed bodies pass through here before they are signed. */
  edit: (name: string, body: Record<string, unknown>) => object = (_, body) => body
  /** What is served, by name: `2.root.json`, `timestamp.json`. */
  readonly files = new Map<string, Buffer>()
  readonly asked: string[] = []
  readonly consistent: boolean

  constructor(targets: Record<string, TufTarget> = {}, consistent = true) {
    this.targets = targets
    this.consistent = consistent
    this.publishRoot()
    this.publish()
  }

  get pinned(): Buffer {
    return this.files.get('1.root.json') as Buffer
  }

  /** A new root, signed by the keys of the one before and by its own. */
  publishRoot(before: readonly TufSigner[] = []): void {
    const signers = Object.values(this.roles).flatMap((role) => role.signers)
    const body = {
      ...this.common('root'), consistent_snapshot: this.consistent, keys: keysOf(signers),
      roles: Object.fromEntries(Object.entries(this.roles).map(([name, role]) => [name, roleOf(role)])),
    }
    this.files.set(`${this.versions.root}.root.json`, signedBy(this.edit('root', body), [...new Set([...before, ...this.roles.root.signers])]))
  }

  /** New targets, a new snapshot of them, a new timestamp. */
  publish(): void {
    const meta: Record<string, object> = {}
    this.write('targets', { ...this.common('targets'), targets: described(this.targets), ...delegating(this.delegations) }, this.roles.targets.signers, meta)
    // Delegated roles are numbered like the targets.
    for (const one of flat(this.delegations)) this.write(one.name, { _type: 'targets', spec_version: '1.0.31', version: this.versions.targets, expires: one.expires, targets: described(one.targets), ...delegating(one.within ?? []) }, one.signers, meta)
    const snapshotMeta: Record<string, object> = {}
    this.write('snapshot', { ...this.common('snapshot'), meta }, this.roles.snapshot.signers, snapshotMeta)
    this.stamp(snapshotMeta)
  }

  /** A new timestamp of the same snapshot. */
  restamp(): void {
    const { signed } = JSON.parse(this.files.get('timestamp.json')?.toString() ?? '') as { signed: { meta: Record<string, object> } }
    this.stamp(signed.meta)
  }

  /** As a client asks it, with what was asked in `asked`. */
  readonly ask: Asks = async (url) => {
    const name = new URL(url).pathname.split('/').at(-1) ?? ''
    this.asked.push(name)
    const bytes = this.files.get(decodeURIComponent(name))
    return bytes === undefined ? { status: 404, bytes: Buffer.from('no such file') } : { status: 200, bytes }
  }

  private stamp(meta: Record<string, object>): void {
    this.files.set('timestamp.json', signedBy(this.edit('timestamp', { ...this.common('timestamp'), meta }), this.roles.timestamp.signers))
  }

  private write(name: string, body: Record<string, unknown>, signers: readonly TufSigner[], meta: Record<string, object>): void {
    const bytes = signedBy(this.edit(name, body), signers)
    const version = body['version'] as number
    this.files.set(this.consistent ? `${version}.${name}.json` : `${name}.json`, bytes)
    meta[`${name}.json`] = { version, length: bytes.length, hashes: { sha256: sha256(bytes) } }
  }

  private common(role: TopRole): Record<string, unknown> {
    this.versions[role] += 1
    return { _type: role, spec_version: '1.0.31', version: this.versions[role], expires: this.roles[role].expires }
  }
}

export function aDelegation(name: string, paths: readonly string[], targets: Record<string, TufTarget>, more: Partial<TufDelegation> = {}): TufDelegation {
  return { name, paths, targets, terminating: false, signers: [aTufSigner()], threshold: 1, expires: momentIn(90), ...more }
}

function flat(delegations: readonly TufDelegation[]): readonly TufDelegation[] {
  return delegations.flatMap((one) => [one, ...flat(one.within ?? [])])
}

function delegating(delegations: readonly TufDelegation[]): object {
  if (delegations.length === 0) return {}
  return { delegations: { keys: keysOf(delegations.flatMap((one) => one.signers)), roles: delegations.map(({ name, terminating, paths, path_hash_prefixes, ...role }) => ({ name, terminating, ...(path_hash_prefixes === undefined ? { paths } : { path_hash_prefixes }), ...roleOf(role) })) } }
}

function described(targets: Readonly<Record<string, TufTarget>>): object {
  return Object.fromEntries(Object.entries(targets).map(([path, { bytes, custom }]) => [path, { length: bytes.length, hashes: { sha256: sha256(bytes) }, ...(custom === undefined ? {} : { custom }) }]))
}

const keysOf = (signers: readonly TufSigner[]): object => Object.fromEntries(signers.map((one) => [one.id, one.json]))
const roleOf = ({ signers, threshold }: Pick<TufRole, 'signers' | 'threshold'>): object => ({ keyids: signers.map((one) => one.id), threshold })
export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')
