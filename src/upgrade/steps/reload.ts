import { movesUnitFiles } from '../laid-down.ts'
import type { Plan } from '../plan.ts'
import type { Step, StepPorts } from './step.ts'

/**
 * Makes the service manager read the unit files of the version that is live now, once. Only where some of them moved, or where it says itself that what
 * it read is out of date (NeedDaemonReload of org.freedesktop.systemd1(5)): to read all units of a machine again takes it long, and answers nobody
 * meanwhile. What it says is of units that it knows: of one that is new in this release it says nothing.
 */
export const reload: Step = {
  async do(plan: Plan, ports: StepPorts): Promise<void> {
    if (movesUnitFiles(plan)) return ports.service.reload()
    for (const { name } of plan.units) if ((await ports.service.state(name)).needDaemonReload === 'yes') return ports.service.reload()
  },

  /** The kept unit files are not back yet: `standby.undo` comes after `swap.undo`, and reloads then. */
  async undo(): Promise<void> {},
}
