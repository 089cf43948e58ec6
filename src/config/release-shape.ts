import * as v from 'valibot'
import { readVersion } from '../release/version.ts'
import { inRelease } from './companion-shape.ts'
import { carriedMax, filesMax, membersMax, ranges } from './limits.ts'
import type { ArchiveSettings, ManagedFile, ReleaseSettings } from './settings.ts'
import { count } from './units.ts'

/** `[release]`: what all trusts together are held to. */
export const release = v.pipe(
  v.strictObject({
    minimum_version: v.optional(v.pipe(v.string(), v.check((text) => readVersion(text) !== null, 'must be a version, like 1.2.3'))),
    threshold: v.optional(count(ranges.trustThreshold)),
    expiry: v.optional(v.picklist(['honoured', 'required']), 'honoured'),
  }),
  v.transform((table): ReleaseSettings => ({
    minimumVersion: table.minimum_version === undefined ? null : readVersion(table.minimum_version),
    threshold: table.threshold ?? null,
    expiry: table.expiry,
  })),
)

/** `[archive]`: what of a release is written. */
export const archive = v.pipe(
  v.strictObject({
    keep: v.optional(v.picklist(['files', 'tree']), 'files'),
    members: v.optional(v.pipe(v.array(v.string()), v.minLength(1, 'must not be empty; leave the key out to allow every member'), v.maxLength(membersMax))),
    carry: v.optional(v.pipe(v.array(inRelease), v.maxLength(carriedMax)), []),
  }),
  v.transform((table): ArchiveSettings => ({ keep: table.keep, members: table.members ?? null, carry: table.carry })),
)

/** `[layout] files`: name in the release → public path, in the order in which they are swapped. */
export const files = v.pipe(
  v.record(v.string(), v.string()),
  v.transform((table) => Object.entries(table).map(([name, publicPath]): ManagedFile => ({ name, publicPath }))),
  v.maxLength(filesMax, `must not name more than ${filesMax} files`),
  v.rawTransform<ManagedFile[], [ManagedFile, ...ManagedFile[]]>(({ dataset, addIssue, NEVER }) => {
    const [first, ...others] = dataset.value
    if (first !== undefined) return [first, ...others]
    addIssue({ message: 'must name at least one file' })
    return NEVER
  }),
)
