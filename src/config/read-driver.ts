import type * as v from 'valibot'
import { quoted } from '../formats/printable.ts'
import type { DriverSettings } from '../upgrade/plan.ts'
import { isTable } from './inputs.ts'
import type { KeyPath } from './mistake.ts'
import { good, readTable, wrong, type Read } from './read-table.ts'
import { suggestion } from './suggest.ts'
import { knownKeys } from './unknown-keys.ts'
import { kindOf } from './wording.ts'

/** What one driver's table looks like, with or without `kind` among its keys. Synchronous. */
export type DriverSchema = v.GenericSchema<unknown, object>
export type Drivers = Readonly<Record<string, DriverSchema>>

export interface DriverChoice {
  readonly drivers: Drivers
  /** Undefined: `kind` must be said. */
  readonly defaultKind: string | undefined
}

/** A table whose `kind` names the driver that describes the rest of it. */
export function readDriver(table: unknown, path: KeyPath, { drivers, defaultKind }: DriverChoice): Read<DriverSettings> {
  if (!isTable(table)) return wrong(path, `must be a table, not ${kindOf(table)}`)
  const { kind = defaultKind, ...rest } = table
  if (typeof kind !== 'string') return wrong([...path, 'kind'], kindSays(kind, drivers))
  const schema = Object.hasOwn(drivers, kind) ? drivers[kind] : undefined
  if (schema === undefined) return wrong([...path, 'kind'], `there is no ${quoted(kind, 40)}${suggestion(kind, Object.keys(drivers))}`)
  const read = readTable(schema, knownKeys(schema).includes('kind') ? { kind, ...rest } : rest, path)
  return read.kind === 'wrong' ? read : good({ ...read.value, kind })
}

function kindSays(kind: unknown, drivers: Drivers): string {
  return kind === undefined ? `missing${suggestion('', Object.keys(drivers))}` : `must be text in quotation marks, not ${kindOf(kind)}`
}
