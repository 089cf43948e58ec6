import { machine } from '../host/machine.ts'
import type { Known } from '../upgrade/known.ts'
import { learn } from '../upgrade/learn.ts'
import type { Wanted } from '../upgrade/ports.ts'
import type { Request, Shown } from '../upgrade/report.ts'
import type { Looked, RunPorts } from '../upgrade/run.ts'
import { acquireByUnit } from './acquire-unit.ts'
import { acquireHere, isNamed } from './acquiring.ts'
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
export async function runPorts(run: Run, state: LiveState, wanted: Wanted): Promise<RunPorts> {
  const { app, transaction, request, tell } = run
  const weighs = await weighingPorts(run, state, wanted)
  return {
    app: app.name,
    gates: await gates(app.settings),
    live: async () => state.live,
    ...weighs,
    acquire: async (_wanted, fetches) => {
      await prepareToFetch(app)
      return look(run, wanted, await weighs.known(fetches))
    },
    plan: (_live, admitted) => planned(app, state, { transaction, admitted, request }),
    apply: async (plan) => {
      await refuseEdited(app)
      return applyPlan(plan, app.places, tell)
    },
  }
}

/** What the other half saw is learned whatever becomes of its errand: a release that could not be fetched today is a day older tomorrow. */
async function look({ app, instance, request, tell }: Run, wanted: Wanted, known: Known): Promise<Looked> {
  const errand = { wanted, request, known }
  let notes: readonly string[] = []
  const learned = async (): Promise<void> => {
    if (!isNamed(request) && wanted.version === null) ({ notes } = await learn(machine.disk, app.places, machine.clock.nowMs()))
  }
  try {
    const acquired = (await hasSystemd()) === 'yes' ? await acquireByUnit(app, { instance, ...errand }, tell) : await acquireHere(app, errand, tell)
    await learned()
    return { acquired, notes }
  } catch (thrown) {
    await learned()
    throw thrown
  }
}
