import type { DriverSchemas } from '../config/read-settings.ts'
import { coordinators } from '../drivers/coordination/table.ts'
import { gateDrivers } from '../drivers/gates/table.ts'
import { layouts } from '../drivers/layouts/table.ts'
import { probes } from '../drivers/probes/table.ts'
import { sources } from '../drivers/sources/table.ts'
import { tellers } from '../drivers/tellers/table.ts'
import { trusts } from '../drivers/trust/table.ts'

/** What may stand in an app's file, told by the drivers themselves. */
export const schemas: DriverSchemas = {
  sources: schemasOf(sources),
  trust: schemasOf(trusts),
  layouts: schemasOf(layouts),
  probes: schemasOf(probes),
  gates: schemasOf(gateDrivers),
  tellers: schemasOf(tellers),
  coordinators: schemasOf(coordinators),
}

function schemasOf<Schema>(table: Readonly<Record<string, { readonly schema: Schema }>>): Readonly<Record<string, Schema>> {
  return Object.fromEntries(Object.entries(table).map(([kind, driver]) => [kind, driver.schema]))
}
