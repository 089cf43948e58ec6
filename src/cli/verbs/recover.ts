import { failure } from '../../errors.ts'
import type { Report } from '../../upgrade/report.ts'
import { namedApp } from '../asked-app.ts'
import { progressOf, silent } from '../progress.ts'
import { sayJson, sayReportText } from '../say.ts'
import { appArgument, jsonOption, toggle, userOption, type Verb, wantsJson } from '../verb.ts'
import { finalEventOf } from '../words/final-event.ts'
import { exitCodeOfReport } from '../words/report.ts'
import type { World } from '../world.ts'

export const recover: Verb = {
  name: 'recover',
  description: 'settle what a crash left: undo before the point of no return, finish after it',
  story: 'Safe to repeat; a second recovery changes nothing. It runs by itself after every upgrade and at boot; by hand it is needed only after a run that ended stuck. Where the data of a daemon could not be put back, its units are kept from being started, by anybody and through every reboot, until --data-restored says that somebody has seen to them.',
  arguments: [{ ...appArgument, description: 'the app; all of them when it is left out' }],
  options: [toggle('--boot', 'restart nothing: the manager starts the units later in this boot'), toggle('--data-restored', 'you have put the data of this app back by hand, or know that the version in place understands them: it is started again, and judged'), userOption, jsonOption],
  example: 'app-upgrade recover jaco',
  audience: 'people',
  run: async (call, world) => {
    const app = namedApp(call)
    const isRestored = call.switches.has('data-restored')
    if (isRestored && app === null) throw failure('USAGE', '--data-restored is said of one app: name it')
    const progress = wantsJson(call) ? silent : progressOf(world)
    const reports = await world.recover(app, isRestored ? 'data-restored' : call.switches.has('boot') ? 'boot' : 'now', progress.show)
    progress.end()
    if (wantsJson(call)) sayJson(world.terminal, reports)
    else sayAll(world, reports)
    await announce(world, reports)
    return worstOf(reports)
  },
}

/** One final event for each transaction that was ended here: nothing open, no event. */
async function announce(world: World, reports: readonly Report[]): Promise<void> {
  for (const report of reports) {
    const event = report.outcome === 'nothing' ? null : finalEventOf(report)
    if (event !== null) await world.finalEvent(event)
  }
}

function sayAll(world: World, reports: readonly Report[]): void {
  if (reports.length === 0) world.terminal.out('nothing was left to settle\n')
  for (const report of reports) sayReportText(world.terminal, report)
}

/**
 * A transaction undone after a crash is recovery's success: the unit at boot must not fail because of it. Stuck apps, and
 * those that could not be looked at, count.
 */
function worstOf(reports: readonly Report[]): number {
  const codes = reports.filter((report) => report.outcome !== 'rolled-back' && report.outcome !== 'refused').map(exitCodeOfReport)
  const stuck = reports.find((report) => report.outcome === 'stuck')
  return stuck === undefined ? Math.max(0, ...codes) : exitCodeOfReport(stuck)
}
