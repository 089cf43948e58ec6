import { isFailure } from '../../errors.ts'
import type { StatusReport } from '../../upgrade/report.ts'
import { namedApp } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { textOfStatus, textOfStatuses } from '../screens/status.ts'
import { appArgument, type Call, jsonOption, userOption, type Verb } from '../verb.ts'
import { exitCodeOfTrouble, onOneLine, troubleOf } from '../words/trouble.ts'
import type { World } from '../world.ts'

export const status: Verb = {
  name: 'status',
  description: 'show what is live, what is kept, and how the last upgrade went',
  story: 'Without APP every app is shown, one line each. Reads only, and needs no root.',
  arguments: [{ ...appArgument, description: 'the app; all of them when it is left out' }],
  options: [userOption, jsonOption],
  example: 'app-upgrade status jaco',
  audience: 'people',
  run: async (call, world) => {
    const app = namedApp(call)
    if (app === null) return await all(call, world)
    const report = await world.status(await world.chooseApp(app))
    sayAnswer(call, world, report, () => textOfStatus(report))
    return 0
  },
}

/** One app whose file is broken must not hide the others; the exit code still tells of it. */
async function all(call: Call, world: World): Promise<number> {
  const looks: Look[] = []
  for (const app of await world.apps()) looks.push(await look(app, world))
  sayAnswer(call, world, looks.map(({ report }) => report), () => textOfStatuses(looks.map(({ report }) => report)))
  return looks.find(({ exit }) => exit !== 0)?.exit ?? 0
}

interface Look { readonly report: StatusReport; readonly exit: number }

async function look(app: string, world: World): Promise<Look> {
  try {
    return { report: await world.status(app), exit: 0 }
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    const trouble = troubleOf(thrown)
    const notes = [onOneLine(trouble)]
    return { report: { app, live: null, liveSinceMs: null, kept: null, floor: null, units: [], last: null, fruitless: null, journals: 'hidden', open: null, skipped: [], newest: null, next: null, lookedAtMs: null, channel: '', pin: null, hold: null, schedule: { state: 'unknown', off: null, nextRunMs: null, windows: [], window: null }, probation: null, notes }, exit: exitCodeOfTrouble(trouble) }
  }
}
