import { openLayout } from '../drivers/layouts/table.ts'
import { machine } from '../host/machine.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { Ports, UpgradeEvent } from '../upgrade/ports.ts'
import { coordinatorFor } from './fleet/fleet.ts'
import { latchHere } from './latch.ts'
import { onlookerWith } from './onlooker.ts'
import { operatorFor } from './operator.ts'
import { probeTools } from './probe-tools.ts'
import { probesOf } from './probes-of.ts'
import { records } from './records.ts'
import { serviceFor } from './service.ts'

/** Everything a transaction may use, for any plan. What takes time (is systemd here?) is asked once, before. */
export async function portsMaker(when: 'now' | 'boot', tell: (event: UpgradeEvent) => void): Promise<(plan: Plan) => Ports> {
  const [service, tools, latch] = [await serviceFor(when), await probeTools(), await latchHere(when)]
  return (plan) => ({
    service,
    tell,
    clock: machine.clock,
    layout: openLayout(plan.layout, machine.disk, machine.isExecuted),
    coordinator: coordinatorFor(plan, when, tell),
    probes: probesOf(plan, tools),
    operator: operatorFor(plan.app, when, tell),
    records: records(machine.disk),
    ...(latch === undefined ? {} : { latch }),
    // At boot nothing is restarted, and so nobody waits for it.
    ...(when === 'now' ? { onlooker: onlookerWith((unit, signal) => tools.watchUnit(unit, signal)) } : {}),
  })
}
