import type { StatusReport } from '../../upgrade/report.ts'
import { namedApp } from '../asked-app.ts'
import { sayAnswer } from '../say.ts'
import { textOfStatus, textOfStatuses } from '../screens/status.ts'
import { appArgument, jsonOption, type Verb } from '../verb.ts'
import type { World } from '../world.ts'

export const status: Verb = {
  name: 'status',
  description: 'show what is live, what is kept, and how the last upgrade went',
  story: 'Without APP every app is shown, one line each. Reads only, and needs no root.',
  arguments: [{ ...appArgument, description: 'the app; all of them when it is left out' }],
  options: [jsonOption],
  example: 'app-upgrade status jaco',
  audience: 'people',
  run: async (call, world) => {
    const app = namedApp(call)
    if (app === null) {
      const reports = await statusOfAll(world)
      sayAnswer(call, world, reports, () => textOfStatuses(reports))
      return 0
    }
    const report = await world.status(await world.chooseApp(app))
    sayAnswer(call, world, report, () => textOfStatus(report))
    return 0
  },
}

async function statusOfAll(world: World): Promise<readonly StatusReport[]> {
  const reports: StatusReport[] = []
  for (const app of await world.apps()) reports.push(await world.status(app))
  return reports
}
