import { machine } from '../host/machine.ts'
import { apply } from '../upgrade/apply.ts'
import type { Journals } from '../upgrade/journal.ts'
import type { Places } from '../upgrade/places.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { UpgradeEvent } from '../upgrade/ports.ts'
import { recover } from '../upgrade/recovery.ts'
import type { Report } from '../upgrade/report.ts'
import { portsMaker } from './drivers.ts'
import { reportOfEnding, reportOfRecovered } from './endings.ts'

type Tell = (event: UpgradeEvent) => void

export function journalsIn(places: Places): Journals {
  return { disk: machine.disk, clock: machine.clock, directory: places.journals }
}

export async function applyPlan(plan: Plan, places: Places, tell: Tell): Promise<Report> {
  const portsFor = await portsMaker('now', tell)
  return reportOfEnding(await apply(plan, portsFor(plan), journalsIn(places)), places)
}

/** Settles whatever is open. The caller holds the lock. */
export async function settleOpen(app: string, places: Places, when: 'now' | 'boot', tell: Tell): Promise<readonly Report[]> {
  const recovered = await recover(journalsIn(places), await portsMaker(when, tell))
  return Promise.all(recovered.map((one) => reportOfRecovered(app, one, places)))
}
