import { failureTable } from '../../errors.ts'
import type { CheckReport } from '../../upgrade/report.ts'
import { askedApp } from '../asked-app.ts'
import { requestOf } from '../request.ts'
import { sayAnswer } from '../say.ts'
import { textOfCheck } from '../screens/check.ts'
import { appArgument, jsonOption, option, toggle, userOption, type Verb } from '../verb.ts'

export const check: Verb = {
  name: 'check',
  description: 'say whether a newer release is there, and whether it would be taken',
  story: 'Asks the source, changes nothing, and needs no root. What the source says is hearsay until an upgrade has verified it.',
  arguments: [appArgument],
  options: [
    option('--to', 'VERSION', 'ask for this version'),
    option('--channel', 'NAME', 'ask this channel'),
    toggle('--exit-code', 'leave with 30 when a release is available, with 31 when it is held back'),
    userOption,
    jsonOption,
  ],
  example: 'app-upgrade check jaco --exit-code',
  audience: 'people',
  run: async (call, world) => {
    const { version, channel } = requestOf(call, world)
    const report = await world.check(await askedApp(call, world), { version, channel })
    sayAnswer(call, world, report, () => textOfCheck(report))
    return call.switches.has('exit-code') ? exitCodeOfCheck(report) : 0
  },
}

function exitCodeOfCheck(report: CheckReport): number {
  switch (report.verdict) {
    case 'current': return 0
    case 'available': return failureTable.AVAILABLE.exit
    case 'held': return failureTable.HELD.exit
  }
}
