import * as v from 'valibot'
import { keysMax, metaFilesMax, nameCharactersMax, targetsMax } from './limits.ts'

const text = v.pipe(v.string('must be text'), v.maxLength(nameCharactersMax, `must not have more than ${nameCharactersMax} characters`))
/** Versions and thresholds. Zero signatures are never enough (go-tuf GHSA-fphv-w9fq-2525). */
const count = v.pipe(v.number('must be a whole number'), v.safeInteger('must be a whole number'), v.minValue(1, 'must be at least 1'))
const sizeBytes = v.pipe(v.number('must be a whole number'), v.safeInteger('must be a whole number'), v.minValue(0, 'must not be negative'))
/** RFC 3339; Sigstore's first roots have fractions and offsets. */
const moment = v.pipe(text, v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/, 'must be a moment like "2027-01-31T12:00:00Z"'), v.check((said) => !Number.isNaN(Date.parse(said)), 'is no moment of any calendar'))
const atMost = <One>(max: number): v.CheckAction<{ [name: string]: One }, string> => v.check((table) => Object.keys(table).length <= max, `must not have more than ${max} entries`)

const keys = v.pipe(v.record(text, v.looseObject({ keytype: text, scheme: text, keyval: v.looseObject({ public: v.optional(v.string('must be text')) }) })), atMost(keysMax))
const signers = { keyids: v.pipe(v.array(text), v.maxLength(keysMax)), threshold: count }
const role = v.looseObject(signers)
const hashes = v.record(text, v.pipe(text, v.regex(/^[0-9a-fA-F]+$/, 'must be hex')))
const meta = v.looseObject({ version: count, length: v.optional(sizeBytes), hashes: v.optional(hashes) })

const common = { spec_version: v.pipe(text, v.regex(/^1\.\d+(?:\.\d+)?$/, 'must be a specification 1.x')), version: count, expires: moment }
export const rootShape = v.looseObject({ _type: v.literal('root'), ...common, consistent_snapshot: v.optional(v.boolean('must be true or false'), false), keys, roles: v.looseObject({ root: role, timestamp: role, snapshot: role, targets: role }) })
export const timestampShape = v.looseObject({ _type: v.literal('timestamp'), ...common, meta: v.looseObject({ 'snapshot.json': meta }) })
export const snapshotShape = v.looseObject({ _type: v.literal('snapshot'), ...common, meta: v.pipe(v.record(text, meta), atMost(metaFilesMax)) })

const patterns = v.optional(v.pipe(v.array(text), v.maxLength(metaFilesMax)))
const delegation = v.pipe(
  v.looseObject({ name: text, ...signers, terminating: v.boolean('must be true or false'), paths: patterns, path_hash_prefixes: patterns }),
  v.check(({ paths, path_hash_prefixes }) => (paths === undefined) !== (path_hash_prefixes === undefined), "must have either 'paths' or 'path_hash_prefixes'"),
  v.check(({ name }) => !['root', 'timestamp', 'snapshot', 'targets'].includes(name), 'is called like a role of the root'),
)
const bins = v.looseObject({ ...signers, bit_length: v.pipe(count, v.maxValue(32)), name_prefix: text })
const delegations = v.pipe(
  v.looseObject({ keys, roles: v.optional(v.pipe(v.array(delegation), v.maxLength(metaFilesMax))), succinct_roles: v.optional(bins) }),
  v.check(({ roles }) => new Set(roles?.map(({ name }) => name)).size === (roles?.length ?? 0), 'has two roles of one name'),
)
const target = v.looseObject({ length: sizeBytes, hashes, custom: v.optional(v.unknown()) })
export const targetsShape = v.looseObject({ _type: v.literal('targets'), ...common, targets: v.pipe(v.record(text, target), atMost(targetsMax)), delegations: v.optional(delegations) })

export type RootBody = v.InferOutput<typeof rootShape>
export type TimestampBody = v.InferOutput<typeof timestampShape>
export type SnapshotBody = v.InferOutput<typeof snapshotShape>
export type TargetsBody = v.InferOutput<typeof targetsShape>
export type Keys = v.InferOutput<typeof keys>
export type RoleKeys = v.InferOutput<typeof role>
export type Delegation = v.InferOutput<typeof delegation>
export type MetaFile = v.InferOutput<typeof meta>
