import { posix } from 'node:path'
import { isUnitName } from '../formats/unit-path.ts'
import type { UsualPlaces } from '../upgrade/places.ts'
import { isTable, type Table } from './inputs.ts'
import { companionsMax } from './limits.ts'
import { withTildes } from './read-layout.ts'
import { readList, readTable, type Read } from './read-table.ts'
import type { Settings } from './settings.ts'
import { shape } from './shape.ts'

/** `[[file]]`. A unit file that does not say where it belongs goes where whoever administers the daemon lays unit files. */
export function readCompanions(value: unknown, usual: UsualPlaces): Read<Settings['companions']> {
  return readList(value, ['file'], companionsMax, (item, path) => readTable(shape.companion, isTable(item) ? withUsual(item, usual) : item, path))
}

function withUsual(table: Table, usual: UsualPlaces): Table {
  const { from, to } = table
  if (to !== undefined) return { ...table, ...withTildes({ to }, usual) }
  return typeof from === 'string' && isUnitName(posix.basename(from)) && !from.endsWith('/') ? { ...table, to: posix.join(usual.units, posix.basename(from)) } : table
}
