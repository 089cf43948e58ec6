import { apply } from '../../upgrade/apply.ts'
import type { Places } from '../../upgrade/places.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { UpgradeEvent } from '../../upgrade/ports.ts'
import type { Report } from '../../upgrade/report.ts'
import { askForTime, longestMs } from '../ask-for-time.ts'
import { portsMaker } from '../drivers.ts'
import { beginProbation, leaveProbation } from '../probation/guarding.ts'
import { unitUnchangedGate } from '../unit-unchanged-gate.ts'
import { reportOfEnding } from './endings.ts'
import { journalsIn } from './journals-in.ts'
import { oweEvent } from './owed-event.ts'

/** One transaction, from its plan to its report. The caller holds the lock, and nothing of an earlier run is open. */
export async function applyPlan(plan: Plan, places: Places, tell: (event: UpgradeEvent) => void): Promise<Report> {
  const portsFor = await portsMaker('now', tell)
  await askForTime(longestMs(plan))
  await leaveProbation(places)
  // Data that could not be put back before: whoever forced this goes on with them.
  const ports = portsFor(plan)
  await ports.latch?.open(plan)
  await oweEvent(places, plan.transaction)
  // From now on: until here our own drop-ins went.
  const meanwhile = plan.data?.undo === 'snapshot' ? await unitUnchangedGate(plan.units) : []
  return beginProbation(await reportOfEnding(await apply(plan, { ...ports, meanwhile }, journalsIn(places)), places), places)
}
