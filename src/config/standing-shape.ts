import * as v from 'valibot'
import type { Hold, Pin } from '../policy/standing.ts'
import { readVersion, type Version } from '../release/version.ts'
import { lineOfText, moment } from './units.ts'
import { valueOrTable } from './value-or-table.ts'

export const aVersion = v.pipe(
  v.string('must be a version in quotation marks, like "1.2.3"'),
  v.transform(readVersion),
  v.check((version) => version !== null, 'must be a version, like 1.2.3'),
  v.transform((version) => version as Version),
)

/** Who, when and why, for whoever asks later. */
const remarks = { by: v.optional(lineOfText()), at: v.optional(moment()), reason: v.optional(lineOfText()) }
interface Remarks { readonly by?: string | undefined; readonly at?: number | undefined; readonly reason?: string | undefined }
const remarksOf = ({ by, at, reason }: Remarks): Omit<Pin, 'version'> => ({ by: by ?? null, atMs: at ?? null, reason: reason ?? null })

/** A version, or `false`: none, whatever the files before this one say. */
export const pin = v.pipe(v.unknown(), valueOrTable<Pin | null>({
  table: v.pipe(v.strictObject({ version: aVersion, ...remarks }), v.transform((table): Pin => ({ version: table.version, ...remarksOf(table) }))),
  plain: (value) => (value === false ? { is: null } : typeof value === 'string' ? { means: { version: value } } : null),
  says: 'must be a version in quotation marks, like "1.2.3", or false',
}))

/** `true`: until somebody says otherwise. `false`: not, whatever the files before this one say. */
export const hold = v.pipe(v.unknown(), valueOrTable<Hold | null>({
  table: v.pipe(v.strictObject({ until: v.optional(moment()), ...remarks }), v.transform((table): Hold => ({ untilMs: table.until ?? null, ...remarksOf(table) }))),
  plain: (value) => (value === false ? { is: null } : value === true ? { means: {} } : null),
  says: 'must be true, false, or a table like { until = 2026-12-01T00:00:00Z }',
}))
