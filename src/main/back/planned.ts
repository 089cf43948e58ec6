import type { Plan } from '../../upgrade/plan.ts'
import { refuseNothingLeft, whoGoes } from '../../upgrade/companions/units-that-go.ts'
import type { App } from '../app.ts'
import { absentUnits } from '../companions/absent-units.ts'
import { companionsFor } from '../companions/companions.ts'
import { unitsHere } from '../companions/units-in-release.ts'
import { dataPlanned } from '../data-planned.ts'
import type { LiveState } from '../live.ts'
import { planFor } from '../planning.ts'
import { withOwed } from '../with-left-down.ts'
import { heard, type Asked } from './objections.ts'
import { surplusAfter } from './retention.ts'

/** How the plan of one run is made, and the gates that say what was said meanwhile. */
export interface Planner { readonly gates: ReturnType<typeof heard>['gates']; readonly plan: (admitted: Asked['admitted']) => Promise<Plan> }

export function planner(app: App, state: LiveState, asked: Pick<Asked, 'transaction' | 'request'>): Planner {
  const { gates, ...objections } = heard()
  return { gates, plan: (admitted) => planned(app, state, { ...asked, ...objections, admitted }) }
}

/** The whole plan: what becomes live, and which releases go then. History is asked now, so that the plan has no choice left in it. */
async function planned(app: App, state: LiveState, asked: Asked): Promise<Plan> {
  const companions = await companionsFor(app, state, asked)
  for (const text of companions.remarks) asked.remark(text)
  const { units, absent } = await unitsHere(app.settings, companions.planned)
  await sayAbsent(absent, app, state, asked)
  const plan = await planFor({ ...app, settings: { ...app.settings, units } }, { ...asked, live: state.live, companions, letGo: await surplusAfter(app, state, asked.admitted.directory) })
  refuseNothingLeft(plan)
  for (const text of whoGoes(plan)) asked.remark(text)
  return withOwed(await dataPlanned(app, plan), state)
}

async function sayAbsent(units: readonly string[], { settings }: Pick<App, 'settings'>, { records }: Pick<LiveState, 'records'>, { admitted, request: { way }, remark, refuse }: Asked): Promise<void> {
  const { remarks, refusal } = await absentUnits({ units, settings, records, admitted, way })
  for (const text of remarks) remark(text)
  if (refusal !== null) refuse(refusal)
}
