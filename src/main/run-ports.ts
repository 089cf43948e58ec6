import type { Request, Shown } from '../upgrade/report.ts'
import type { RunPorts } from '../upgrade/run.ts'
import { acquireByUnit } from './acquire-unit.ts'
import { acquireHere } from './acquiring.ts'
import { refuseEdited, type App } from './app.ts'
import { gates } from './gates.ts'
import type { LiveState } from './live.ts'
import { planned } from './planned.ts'
import { hasSystemd } from './service.ts'
import { applyPlan } from './transactions.ts'
import { weighingPorts } from './weighing.ts'
import { prepareToFetch } from './writable.ts'

/** What one run knows from its first moment. */
export interface Run { readonly app: App; readonly instance: string; readonly transaction: string; readonly request: Request; readonly tell: (shown: Shown) => void }

/** The story's ports, made of this machine. */
export async function runPorts({ app, instance, transaction, request, tell }: Run, state: LiveState): Promise<RunPorts> {
  const byUnit = (await hasSystemd()) === 'yes'
  return {
    app: app.name,
    gates: await gates(app.settings),
    live: async () => state.live,
    ...weighingPorts(app, state, tell),
    acquire: async (wanted) => {
      await prepareToFetch(app)
      return byUnit ? acquireByUnit(app, { instance, wanted, request }, tell) : acquireHere(app, wanted, tell)
    },
    plan: (_live, admitted) => planned(app, state, { transaction, admitted, request }),
    apply: async (plan) => {
      await refuseEdited(app)
      return applyPlan(plan, app.places, tell)
    },
  }
}
