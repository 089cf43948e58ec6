import type { Plan } from '../../upgrade/plan.ts'
import { refuseNothingLeft, whoGoes } from '../../upgrade/companions/units-that-go.ts'
import type { Gate } from '../../upgrade/ports.ts'
import type { Request } from '../../upgrade/report.ts'
import type { Admitted } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import { companionsFor } from '../companions/companions.ts'
import { unitsHere } from '../companions/units-in-release.ts'
import { dataPlanned } from '../data-planned.ts'
import type { LiveState } from '../live.ts'
import { planFor } from '../planning.ts'
import { surplusAfter } from './retention.ts'

/** `remark`: hears what is to be said of the plan, one sentence each. */
interface Asked { readonly transaction: string; readonly admitted: Admitted; readonly request: Request; readonly remark: (text: string) => void }

/** The whole plan: what becomes live, and which releases go then. History is asked now, so that the plan has no choice left in it. */
export async function planned(app: App, state: LiveState, asked: Asked): Promise<Plan> {
  const companions = await companionsFor(app, state, asked)
  for (const text of companions.remarks) asked.remark(text)
  const { units, absent } = await unitsHere(app.settings, companions.planned)
  for (const unit of absent) asked.remark(`neither ${asked.admitted.version} nor this host has a unit '${unit}': nothing is restarted for it; check its name under [[unit]]`)
  const plan = await planFor({ ...app, settings: { ...app.settings, units } }, { ...asked, live: state.live, companions, letGo: await surplusAfter(app, state, asked.admitted.directory) })
  refuseNothingLeft(plan)
  for (const text of whoGoes(plan)) asked.remark(text)
  return dataPlanned(app, plan)
}

/** Says yes, and what was remarked while the plan was made: so it stands in the report, and in what --dry-run shows. */
export function saying(remarks: readonly string[]): Gate {
  return { ask: async () => ({ kind: 'yes', ...(remarks.length === 0 ? {} : { remark: remarks.join('; ') }) }) }
}
