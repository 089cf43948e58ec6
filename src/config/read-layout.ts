import { usualOfSystem, type UsualPlaces } from '../upgrade/places.ts'
import { isTable, type Table } from './inputs.ts'
import { defaultKinds } from './limits.ts'
import { readDriver, type Drivers } from './read-driver.ts'
import { readAll, readTable, wrong, type Read } from './read-table.ts'
import type { Settings } from './settings.ts'
import { shape } from './shape.ts'
import { knownKeys } from './unknown-keys.ts'
import { kindOf } from './wording.ts'

/** `[layout]`: the files are everybody's, the rest is the driver's. A layout that has a home gets the usual one, `/opt/<app>`. */
export function readLayout(value: unknown, app: string, drivers: Drivers, usual: UsualPlaces = usualOfSystem): Read<Pick<Settings, 'layout' | 'binaries'>> {
  if (!isTable(value)) return wrong(['layout'], `must be a table, not ${kindOf(value)}`)
  const { files = { [app]: `${usual.programs}/${app}` }, ...rest } = value
  return readAll({
    layout: readDriver(withTildes(withHome(rest, `${usual.homes}/${app}`, drivers), usual), ['layout'], { drivers, defaultKind: defaultKinds['layout'] }),
    binaries: readTable(shape.files, isTable(files) ? withTildes(files, usual) : files, ['layout', 'files']),
  })
}

/** The paths that are the user's own: `~/.local/bin/cmdop`. Any other `~` stays what it is, and is refused as relative. */
export function withTildes(table: Table, { tilde }: UsualPlaces): Table {
  if (tilde === null) return table
  return Object.fromEntries(Object.entries(table).map(([key, value]) => [key, typeof value === 'string' && value.startsWith('~/') ? tilde + value.slice(1) : value]))
}

function withHome(table: Table, home: string, drivers: Drivers): Table {
  const { kind = defaultKinds['layout'] } = table
  const known = typeof kind === 'string' && Object.hasOwn(drivers, kind) ? knownKeys(drivers[kind]) : []
  return known.includes('home') ? { home, ...table } : table
}
