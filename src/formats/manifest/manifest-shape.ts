import * as v from 'valibot'
import { isPrintable } from '../printable.ts'
import { manifestChannelsMax, manifestCriticalMax, manifestFilesMax, manifestNotesCharactersMax, manifestReleasesMax, urlCharactersMax } from '../limits.ts'

/** Text that ends up in messages, addresses and names: short, and nothing in it that cannot be seen. */
const text = (charactersMax: number): v.GenericSchema<string> =>
  v.pipe(v.string('must be text'), v.minLength(1, 'must not be empty'), v.maxLength(charactersMax, `must not have more than ${charactersMax} characters`), v.check(isPrintable, 'has a character that cannot be seen'))

const label = text(255)
const url = text(urlCharactersMax)
/** A count that can be counted with: no fraction, no sign, not beyond 2^53, no `"12"` (failures.md J10, J28). */
const bytes = v.pipe(v.number('must be a whole number'), v.safeInteger('must be a whole number'), v.minValue(0, 'must not be negative'))
const percent = v.pipe(v.number('must be a whole number'), v.integer('must be a whole number'), v.minValue(0, 'must be between 0 and 100'), v.maxValue(100, 'must be between 0 and 100'))
const moment = v.pipe(v.string('must be a moment like "2027-01-31T12:00:00Z"'), v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z$/, 'must be a moment like "2027-01-31T12:00:00Z"'), v.check(exists, 'is no moment of any calendar'))
/** 30 February would be read as 2 March. */
function exists(moment: string): boolean {
  const atMs = Date.parse(moment)
  return !Number.isNaN(atMs) && new Date(atMs).toISOString().slice(0, 19) === moment.slice(0, 19)
}
const critical = v.pipe(v.array(label), v.maxLength(manifestCriticalMax))
/** One kind, and one spelling of it: another length or kind is a mistake, not a hash to be passed over (failures.md J29). */
const sha256 = v.pipe(v.string('must be text'), v.regex(/^[0-9a-f]{64}$/, 'must be 64 digits of lower-case hex'))

const file = { name: label, url, size: v.optional(bytes), sha256: v.optional(sha256) }
const files = <Schema extends v.GenericSchema>(one: Schema): v.GenericSchema<unknown, v.InferOutput<Schema>[]> => v.pipe(v.array(one), v.maxLength(manifestFilesMax, `must not name more than ${manifestFilesMax} files`))

const release = v.looseObject({
  version: label,
  published_at: v.optional(moment),
  notes: v.optional(v.pipe(v.string('must be text'), v.maxLength(manifestNotesCharactersMax))),
  // A reason is better than a bare yes; an empty one would read as no.
  yanked: v.optional(v.union([v.boolean(), text(1000)], 'must be true, false or a reason')),
  minimum_helper: v.optional(label),
  rollout_percent: v.optional(percent),
  rollout_seed: v.optional(label),
  stop_over: v.optional(v.boolean('must be true or false')),
  critical: v.optional(critical),
  artifacts: v.optional(files(v.object({ ...file, os: label, arch: label }))),
  sidecars: v.optional(files(v.object(file))),
  // banger's spelling, one machine only (formats.md 5.1).
  tarball_url: v.optional(url),
  sha256sums_url: v.optional(url),
  // An empty one is said to mean "unsigned"; the trust settings have the last word on that.
  sha256sums_sig_url: v.optional(v.union([v.literal(''), url])),
})

/** The JSON of a manifest. Keys that are not here are passed over, unless `critical` names them. */
export const manifestShape = v.looseObject({
  schema_version: v.number('must be a whole number'),
  product: v.optional(label),
  latest_stable: v.optional(label),
  channels: v.optional(v.pipe(v.record(v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, 'is no channel\'s name')), label), v.check((table) => Object.keys(table).length <= manifestChannelsMax, `must not name more than ${manifestChannelsMax} channels`))),
  expires: v.optional(moment),
  minimum_helper: v.optional(label),
  critical: v.optional(critical),
  releases: v.pipe(v.array(release), v.maxLength(manifestReleasesMax, `must not hold more than ${manifestReleasesMax} releases`)),
})
export type ManifestJson = v.InferOutput<typeof manifestShape>
export type ReleaseJson = ManifestJson['releases'][number]

export const manifestKeys: readonly string[] = Object.keys(manifestShape.entries)
export const releaseKeys: readonly string[] = Object.keys(release.entries)
