import type { Request, Shown } from '../upgrade/report.ts'
import { floorOf } from '../upgrade/records.ts'
import type { RunPorts } from '../upgrade/run.ts'
import { acquireByUnit } from './acquire-unit.ts'
import { acquireHere } from './acquiring.ts'
import { admitHere } from './admitting.ts'
import { refuseEdited, type App } from './app.ts'
import { gates } from './gates.ts'
import { seenInJournals } from './last-seen.ts'
import type { LiveState } from './live.ts'
import { planFor } from './planning.ts'
import { hasSystemd } from './service.ts'
import { skipsOn } from './skips-on.ts'
import { applyPlan } from './transactions.ts'
import { prepareToFetch } from './writable.ts'

/** What one run knows from its first moment. */
export interface Run { readonly app: App; readonly instance: string; readonly transaction: string; readonly request: Request; readonly tell: (shown: Shown) => void }

/** The story's ports, made of this machine. */
export async function runPorts({ app, instance, transaction, request, tell }: Run, { live, records }: LiveState): Promise<RunPorts> {
  const byUnit = (await hasSystemd()) === 'yes'
  return {
    app: app.name,
    gates: await gates(),
    live: async () => live,
    skips: () => skipsOn(app, records),
    floor: async () => floorOf(records),
    acquire: async (wanted) => {
      await prepareToFetch(app)
      return byUnit ? acquireByUnit(app, { instance, wanted, request }, tell) : acquireHere(app, wanted, tell)
    },
    admit: (acquired) => admitHere(app, acquired, { lastSeen: seenInJournals(records, app.places), tell }),
    plan: (_live, admitted) => planFor(app, { transaction, live, admitted, request }),
    apply: async (plan) => {
      await refuseEdited(app)
      return applyPlan(plan, app.places, tell)
    },
  }
}
