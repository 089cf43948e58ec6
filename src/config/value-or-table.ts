import * as v from 'valibot'
import { isTable, type Table } from './inputs.ts'
import type { KeyPath } from './mistake.ts'
import { readTable } from './read-table.ts'
import { kindOf } from './wording.ts'

interface Both<T> {
  readonly table: v.GenericSchema<unknown, T>
  /** What a value that is no table stands for: itself, or a table; null: it may not stand here. */
  readonly plain: (value: unknown) => { readonly is: T } | { readonly means: Table } | null
  /** `must be …`, for whoever wrote neither. */
  readonly says: string
}

/**
 * A key that is a plain value or a table that says more: `pin = "1.2.3"` and `pin = { version = "1.2.3", reason = "…" }`. Not a union: its complaint
 * would be that nothing fits, where a person needs to know which key of the table is wrong.
 */
export function valueOrTable<T>({ table, plain, says }: Both<T>) {
  return v.rawTransform<unknown, T>(({ dataset: { value }, addIssue, NEVER }) => {
    const meant = isTable(value) ? { means: value } : plain(value)
    if (meant !== null && 'is' in meant) return meant.is
    const read = meant === null ? null : readTable(table, meant.means, [])
    if (read?.kind === 'good') return read.value
    if (read === null) addIssue({ message: `${says}, not ${kindOf(value)}` })
    else for (const { path, says: mistake } of read.mistakes) addIssue({ message: mistake, ...pathIn(value, path) })
    return NEVER
  })
}

/** Of a plain value there is no key to be named. */
function pathIn(value: unknown, path: KeyPath): { path?: [v.IssuePathItem, ...v.IssuePathItem[]] } {
  if (!isTable(value)) return {}
  const [first, ...others] = path.map((key): v.IssuePathItem => ({ type: 'unknown', origin: 'value', input: value, key, value: value[String(key)] }))
  return first === undefined ? {} : { path: [first, ...others] }
}
