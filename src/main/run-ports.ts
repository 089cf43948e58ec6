import type { Wanted } from '../upgrade/ports.ts'
import type { Request, Shown } from '../upgrade/report.ts'
import type { RunPorts } from '../upgrade/run.ts'
import { refuseEdited, type App } from './app.ts'
import { gates } from './gates.ts'
import { withBuildInfo } from './build-info.ts'
import type { LiveState } from './live.ts'
import { look } from './acquire/look.ts'
import { planner } from './back/planned.ts'
import { applyPlan } from './settle/apply-plan.ts'
import { weighingPorts } from './weighing.ts'
import { prepareToFetch } from './writable.ts'

/** What one run knows from its first moment. */
export interface Run { readonly app: App; readonly instance: string; readonly transaction: string; readonly request: Request; readonly tell: (shown: Shown) => void }

/** The story's ports, made of this machine. */
export async function runPorts(run: Run, state: LiveState, wanted: Wanted): Promise<RunPorts> {
  const { app, transaction, request, tell } = run
  const plans = planner(app, state, { transaction, request })
  const weighs = await weighingPorts(run, state, wanted)
  return {
    app: app.name,
    gates: [...plans.gates, ...await gates(app, state, request)],
    live: async () => state.live,
    ...weighs,
    acquire: async (_wanted, fetches) => {
      await prepareToFetch(app)
      return look(run, wanted, await weighs.known(fetches))
    },
    plan: (_live, admitted) => plans.plan(admitted),
    complete: withBuildInfo(app.settings),
    apply: async (plan) => {
      await refuseEdited(app)
      return applyPlan(plan, app.places, tell)
    },
  }
}
