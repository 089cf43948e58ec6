import { openLayout } from '../drivers/layouts/table.ts'
import { machine } from '../host/machine.ts'
import type { UnitState } from '../policy/reading.ts'
import type { Sight } from '../systemd/watch-unit.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { Ports, UpgradeEvent } from '../upgrade/ports.ts'
import { coordinatorFor } from './fleet/fleet.ts'
import { operatorFor } from './operator.ts'
import { probeTools } from './probe-tools.ts'
import { probesOf } from './probes-of.ts'
import { records } from './records.ts'
import { serviceFor } from './service.ts'

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
    operator: operatorFor(plan.app, when),
    records: records(machine.disk),
    // At boot nothing is restarted, and so nobody waits for it.
    ...(when === 'now' ? { onlooker: { states: (unit, signal) => statesOf(tools.watchUnit(unit, signal)) } } : {}),
  })
}

async function* statesOf(sights: AsyncIterable<Sight>): AsyncGenerator<UnitState, void, void> {
  for await (const sight of sights) if (sight.kind === 'state') yield sight.state
}
