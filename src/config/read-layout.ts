import { isTable, type Table } from './inputs.ts'
import { defaultKinds } from './limits.ts'
import { readDriver, type Drivers } from './read-driver.ts'
import { readAll, readTable, wrong, type Read } from './read-table.ts'
import type { Settings } from './settings.ts'
import { shape } from './shape.ts'
import { knownKeys } from './unknown-keys.ts'
import { kindOf } from './wording.ts'

/** `[layout]`: the files are everybody's, the rest is the driver's. A layout that has a home gets `/opt/<app>`. */
export function readLayout(value: unknown, app: string, drivers: Drivers): Read<Pick<Settings, 'layout' | 'binaries'>> {
  if (!isTable(value)) return wrong(['layout'], `must be a table, not ${kindOf(value)}`)
  const { files = { [app]: `/usr/local/bin/${app}` }, ...rest } = value
  return readAll({
    layout: readDriver(withHome(rest, app, drivers), ['layout'], { drivers, defaultKind: defaultKinds['layout'] }),
    binaries: readTable(shape.files, files, ['layout', 'files']),
  })
}

function withHome(table: Table, app: string, drivers: Drivers): Table {
  const { kind = defaultKinds['layout'] } = table
  const known = typeof kind === 'string' && Object.hasOwn(drivers, kind) ? knownKeys(drivers[kind]) : []
  return known.includes('home') ? { home: `/opt/${app}`, ...table } : table
}
