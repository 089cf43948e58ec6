import type { Bundle } from '@sigstore/bundle'
import type { SignedEntity, TrustMaterial } from '@sigstore/verify'
import { failure } from '../../errors.ts'
import { printable } from '../printable.ts'
import type { Root } from './trusted-root.ts'

/** Where and when the signature was made known. `atMs` null: nobody signed a time (only with a bare key). */
export interface Logged { readonly log: string; readonly index: string; readonly atMs: number | null; readonly by: 'promise' | 'proof' }

/** A root that is older than the keys (C30), or of another instance (C31), looks exactly like a forgery. */
export const rootAdvice = "If the publisher signs with another Sigstore instance, or with keys that are newer than this root, name a trusted_root.json that has them in 'trusted_root'."

/** The library holds a promise against the life of the log's key, and a proof against nothing: whoever got hold of a retired key could go on proving. */
export function refuseRetiredLogs({ verificationMaterial: { tlogEntries } }: Bundle, { atMs }: Logged, { material, name }: Root): void {
  const at = atMs ?? 0
  for (const { logId } of tlogEntries) {
    const log = material.tlogs.find(({ logID, validFor }) => logId !== undefined && logID.equals(logId.keyId) && validFor.start.getTime() <= at && at <= validFor.end.getTime())
    if (log === undefined) throw failure('TAMPERED', `${name} does not count a transparency log of the signature at the time of the signature, ${new Date(at).toISOString()}`, { next: rootAdvice })
  }
}

/** The index of a promise is signed; of a proof, the one inside the proof is proven. */
export function loggedOf({ verificationMaterial: { tlogEntries } }: Bundle, { timestamps }: SignedEntity, { tlogs }: TrustMaterial): Logged {
  const [entry] = tlogEntries
  if (entry === undefined) throw failure('REFUSED', 'the bundle holds no entry of a transparency log')
  const log = tlogs.find(({ logID }) => logID.equals(entry.logId.keyId))?.baseURL ?? 'the log'
  const by = entry.inclusionProof === undefined ? 'promise' : 'proof'
  const index = entry.inclusionPromise === undefined ? entry.inclusionProof?.logIndex ?? '0' : entry.logIndex
  return { log: log.replace(/^https:\/\//, ''), index, by, atMs: timestamps.map(timeOf).find((at) => at !== null) ?? null }
}

/** A time that the log only wrote down, without its promise, is nobody's word. */
function timeOf(time: SignedEntity['timestamps'][number]): number | null {
  if (time.$case === 'timestamp-authority') return time.timestamp.signingTime.getTime()
  return time.tlogEntry.inclusionPromise === undefined ? null : Number(time.tlogEntry.integratedTime) * 1000
}

/** "entry 4711 of the transparency log rekor.sigstore.dev, of 2026-11-21T14:25:46.000Z": for people and the record. */
export function loggedGround({ log, index, atMs, by }: Logged): string {
  return `entry ${printable(index, 40)} of the transparency log ${printable(log, 80)}${atMs === null ? '' : `, of ${new Date(atMs).toISOString()}`}, ${by === 'proof' ? 'is proven to be in it' : 'is promised by it'}`
}
