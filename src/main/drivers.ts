import type { DriverSchemas } from '../config/read-settings.ts'
import { coordinators } from '../drivers/coordination/table.ts'
import { gateDrivers } from '../drivers/gates/table.ts'
import { layouts, openLayout } from '../drivers/layouts/table.ts'
import { probes } from '../drivers/probes/table.ts'
import { sources } from '../drivers/sources/table.ts'
import { tellers } from '../drivers/tellers/table.ts'
import { trusts } from '../drivers/trust/table.ts'
import { machine } from '../host/machine.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { Ports, UpgradeEvent } from '../upgrade/ports.ts'
import { coordinatorFor } from './fleet.ts'
import { probeTools } from './probe-tools.ts'
import { probesOf } from './probes-of.ts'
import { serviceFor } from './service.ts'

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

/** Everything a transaction may use, for any plan. What takes time (is systemd here?) is asked once, before. */
export async function portsMaker(when: 'now' | 'boot', tell: (event: UpgradeEvent) => void): Promise<(plan: Plan) => Ports> {
  const [service, tools] = [await serviceFor(when), await probeTools()]
  return (plan) => ({
    service,
    tell,
    clock: machine.clock,
    layout: openLayout(plan.layout, machine.disk, machine.isExecuted),
    coordinator: coordinatorFor(plan, when, tell),
    probes: probesOf(plan, tools),
  })
}
