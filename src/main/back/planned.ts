import type { Plan } from '../../upgrade/plan.ts'
import type { Request } from '../../upgrade/report.ts'
import type { Admitted } from '../../upgrade/run.ts'
import type { App } from '../app.ts'
import type { LiveState } from '../live.ts'
import { planFor } from '../planning.ts'
import { surplusAfter } from './retention.ts'

interface Asked { readonly transaction: string; readonly admitted: Admitted; readonly request: Request }

/** The whole plan: what becomes live, and which releases go then. History is asked now, so that the plan has no choice left in it. */
export async function planned(app: App, state: LiveState, asked: Asked): Promise<Plan> {
  return planFor(app, { ...asked, live: state.live, letGo: await surplusAfter(app, state, asked.admitted.directory) })
}
