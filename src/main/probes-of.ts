import type { ProbeTools } from '../drivers/probes/driver.ts'
import { openProbes } from '../drivers/probes/table.ts'
import { printable } from '../formats/printable.ts'
import { machine } from '../host/machine.ts'
import type { DriverSettings, Plan } from '../upgrade/plan.ts'
import type { Probe } from '../upgrade/ports.ts'

/**
 * A plan's probes. One that another version of this program wrote, and this one cannot open, sees nothing: files have to be put back all the
 * same, and what cannot be seen is never called well.
 */
export function probesOf(plan: Plan, tools: ProbeTools): readonly Probe[] {
  return plan.probes.flatMap((settings) => {
    try {
      return openProbes({ ...plan, probes: [settings] }, tools)
    } catch (thrown) {
      return [blind(settings, thrown)]
    }
  })
}

function blind(settings: DriverSettings, thrown: unknown): Probe {
  const probe = String(settings['name'] ?? settings.kind)
  const detail = printable(`this version of app-upgrade cannot open it: ${thrown instanceof Error ? thrown.message : String(thrown)}`, 200)
  return {
    name: probe,
    async *readings() {
      yield { kind: 'sample', probe, atMs: machine.clock.monotonicMs(), outcome: 'unknown', detail }
    },
  }
}
