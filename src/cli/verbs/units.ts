import { parseInstance } from '../../release/instance.ts'
import { emptyReport, type Report } from '../../upgrade/report.ts'
import { progressOf } from '../progress.ts'
import { sayReport } from '../say.ts'
import { statusLineOf } from '../status-line.ts'
import { type Call, given, jsonOption, required, userOption, type Verb, type VerbArgument } from '../verb.ts'
import { finalEventOf } from '../words/final-event.ts'
import { troubleOf, stackOf } from '../words/trouble.ts'
import type { World } from '../world.ts'

const instance: VerbArgument = required('INSTANCE', 'what stands behind the @ of the unit, after --')
const example = (verb: string): string => `app-upgrade ${verb} -- jaco@v0.2.0`

/** Main process of app-upgrade@.service. */
export const run: Verb = {
  name: 'run', description: 'one upgrade, as the unit does it', story: 'Called by app-upgrade@.service.',
  arguments: [instance], options: [userOption, jsonOption], example: example('run'), audience: 'units',
  run: async (call, world) => await ended(call, world, await watched(call, world, (name, show) => world.run(name, show))),
}

/** Main process of app-upgrade-acquire@.service. */
export const acquire: Verb = {
  name: 'acquire', description: 'fetch, verify and shelve, as the unit does it', story: 'Called by app-upgrade-acquire@.service.',
  arguments: [instance], options: [userOption, jsonOption], example: example('acquire'), audience: 'units',
  run: async (call, world) => {
    const shown = showing(world)
    try {
      await world.acquire(instanceOf(call), shown.show)
    } finally {
      await shown.end()
    }
    return 0
  },
}

/** ExecStopPost= of the upgrade, and the fallback unit. */
export const settle: Verb = {
  name: 'settle', description: 'settle what an upgrade left, as the units do it', story: 'Called by ExecStopPost= and by app-upgrade-fallback@.service.',
  arguments: [instance], options: [userOption, jsonOption], example: example('settle'), audience: 'units',
  run: async (call, world) => await settled(call, world, await watched(call, world, (name, show) => world.settle(name, show))),
}

/** Started by a timer of the service manager's, which a probation began with. */
export const probation: Verb = {
  name: 'probation', description: 'end the probation of an app, as the unit does it', story: 'Called by app-upgrade-probation@.service.',
  arguments: [instance], options: [userOption, jsonOption], example: 'app-upgrade probation -- jaco', audience: 'units',
  run: async (call, world) => await settled(call, world, await watched(call, world, (name, show) => world.probation(name, show))),
}

async function settled(call: Call, world: World, outcome: Ended): Promise<number> {
  // Nothing was open: the run itself has told the end, and there must be exactly one.
  if (outcome.report.outcome === 'nothing' || outcome.report.outcome === 'settled') return 0
  // Somebody is at work, and we are started again: nothing has ended.
  if (outcome.report.trouble?.code === 'TEMPORARY' && outcome.report.transaction === null) return sayReport(call, world, outcome.report)
  const exit = await ended(call, world, outcome)
  return isSettled(outcome.report) ? 0 : exit
}

/**
 * Whoever settles has done its work when the transaction has ended and one version is known to run: what failed is the upgrade, and its own unit says so.
 * A second failed unit would be a second alarm about one event. Only STUCK, and what could not be settled, is its own failure.
 */
function isSettled({ transaction, outcome }: Report): boolean {
  return transaction !== null && (outcome === 'upgraded' || outcome === 'rolled-back' || outcome === 'refused' || outcome === 'crashed')
}

interface Ended { readonly report: Report; readonly stack: string | null }

/** A run that threw has ended too, and owes its final event like any other. */
async function watched(call: Call, world: World, start: World['run']): Promise<Ended> {
  const shown = showing(world)
  try {
    return { report: await start(instanceOf(call), shown.show), stack: null }
  } catch (thrown) {
    return { report: failedReport(thrown, instanceOf(call)), stack: stackOf(thrown) }
  } finally {
    await shown.end()
  }
}

async function ended(call: Call, world: World, { report, stack }: Ended): Promise<number> {
  const exit = sayReport(call, world, report)
  if (stack !== null) world.terminal.err(stack)
  const event = finalEventOf(report)
  if (event !== null) await world.finalEvent(event)
  return exit
}

/** Lines for the system journal, and the unit's status line. */
function showing(world: World): { readonly show: Parameters<World['run']>[1]; readonly end: () => Promise<void> } {
  const progress = progressOf(world)
  const line = statusLineOf(world)
  return {
    show: (shown) => { progress.show(shown); line.show(shown) },
    end: async () => { progress.end(); await line.end() },
  }
}

function failedReport(thrown: unknown, text: string): Report {
  const trouble = troubleOf(thrown)
  const said = trouble.code === 'REFUSED' || trouble.code === 'TAMPERED'
  return { ...emptyReport(appIn(text), said ? 'refused' : 'failed'), trouble }
}

/** Alerts go by app, also when all that is known of it is the unit's name. */
function appIn(text: string): string | null {
  try {
    return parseInstance(text).app
  } catch {
    // What is wrong with the name is the report's trouble already.
    return null
  }
}

function instanceOf(call: Call): string {
  return given(call, 'INSTANCE') ?? ''
}
