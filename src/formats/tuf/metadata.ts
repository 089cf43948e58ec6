import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { isJsonObject, type JsonObject, parseStrictJson } from '../strict-json.ts'
import { canonicalJson } from './canonical.ts'
import { readKey } from './key.ts'
import { signaturesMax, targetsBytesMax } from './limits.ts'
import { type Keys, type MetaFile, type RoleKeys, rootShape, type RootBody, snapshotShape, type SnapshotBody, targetsShape, type TargetsBody, timestampShape, type TimestampBody } from './shape.ts'

/** One file of a repository. Who signed it is not known before `refuseUnsigned`. */
export interface Metadata<Body> {
  /** As in `3.root.json`, for messages. */
  readonly name: string
  readonly bytes: Uint8Array
  readonly body: Body
  readonly version: number
  readonly expiresAtMs: number
  readonly signedBytes: Buffer
  readonly signatures: ReadonlyMap<string, string>
}
export type Root = Metadata<RootBody>
export type Timestamp = Metadata<TimestampBody>
export type Snapshot = Metadata<SnapshotBody>
export type Targets = Metadata<TargetsBody>

export const readRoot = (bytes: Uint8Array, name: string): Root => read(bytes, rootShape, name)
export const readTimestamp = (bytes: Uint8Array): Timestamp => read(bytes, timestampShape, 'timestamp.json')
export const readSnapshot = (bytes: Uint8Array): Snapshot => read(bytes, snapshotShape, 'snapshot.json')
export const readTargets = (bytes: Uint8Array, name: string): Targets => read(bytes, targetsShape, name)

/**
 * As many different keys of the role as its threshold asks for have signed. Keys are counted, not their ids (CVE-2020-6174). TAMPERED otherwise:
 * nobody whom we trust says this.
 */
export function refuseUnsigned(metadata: Metadata<unknown>, keys: Keys, { keyids, threshold }: RoleKeys): void {
  const signed = new Set(keyids.flatMap((id) => {
    const [said, signature] = [Object.hasOwn(keys, id) ? keys[id] : undefined, metadata.signatures.get(id)]
    const key = said === undefined || signature === undefined ? null : readKey(said)
    return key !== null && signature !== undefined && key.verify(metadata.signedBytes, signature) ? [key.identity] : []
  }))
  if (signed.size >= threshold) return
  throw failure('TAMPERED', `${quoted(metadata.name)} is signed by ${signed.size} of the keys of its role, and ${threshold} must have signed`)
}

/** What another, signed file says of these bytes. TAMPERED when they are others (mix-and-match: TUF 5.5.2, 5.6.2). */
export function refuseOtherBytes(bytes: Uint8Array, { length, hashes = {} }: Pick<MetaFile, 'length' | 'hashes'>, name: string): void {
  if (length !== undefined && bytes.length !== length) throw failure('TAMPERED', `${quoted(name)} has ${bytes.length} bytes, and the signed number is ${length}`)
  const known = Object.entries(hashes).filter(([algorithm]) => algorithms.has(algorithm))
  if (known.length === 0 && Object.keys(hashes).length > 0) throw failure('DATA', `${quoted(name)} is described by no hash that is known here`)
  for (const [algorithm, hash] of known)
    if (createHash(algorithm).update(bytes).digest('hex') !== hash.toLowerCase()) throw failure('TAMPERED', `${quoted(name)} is not what is signed: its ${algorithm} is another`)
}

const algorithms: ReadonlySet<string> = new Set(['sha256', 'sha384', 'sha512'])

function read<Schema extends v.GenericSchema<unknown, { readonly version: number; readonly expires: string }>>(bytes: Uint8Array, shape: Schema, name: string): Metadata<v.InferOutput<Schema>> {
  const json = parseStrictJson(bytes, name, { bytesMax: targetsBytesMax })
  const signed = isJsonObject(json) ? json['signed'] : undefined
  if (!isJsonObject(json) || !isJsonObject(signed)) throw failure('DATA', `${quoted(name)} is no signed metadata`)
  const parsed = v.safeParse(shape, signed)
  if (!parsed.success) throw failure('DATA', `${quoted(name)} is malformed: ${v.getDotPath(parsed.issues[0]) ?? 'it'}: ${parsed.issues[0].message}`)
  const body = parsed.output
  return { name, bytes, body, version: body.version, expiresAtMs: Date.parse(body.expires), signedBytes: canonicalJson(signed), signatures: signaturesOf(json, name) }
}

function signaturesOf(json: JsonObject, name: string): ReadonlyMap<string, string> {
  const list = v.safeParse(v.pipe(v.array(v.looseObject({ keyid: v.string(), sig: v.string() })), v.maxLength(signaturesMax)), json['signatures'])
  if (!list.success) throw failure('DATA', `${quoted(name)} has no list of signatures`)
  const signatures = new Map(list.output.map(({ keyid, sig }) => [keyid, sig]))
  if (signatures.size < list.output.length) throw failure('DATA', `${quoted(name)} has two signatures of one key`)
  return signatures
}
