import type { Machine } from '../../bed/machine.ts'
import { acme, acmed } from '../../upgrade/support/acmed.ts'
import { type App, journalsOf, publicPathOf, unitOf } from '../../upgrade/support/an-app.ts'
import { everythingOf } from '../../upgrade/support/crash-site.ts'
import { answers, leftovers, property } from '../../upgrade/support/look.ts'
import { type } from '../../upgrade/support/operate.ts'
import type { Aftermath } from './blackout.ts'
import { journalNames, recordOf, recordsOf } from './journals-on-disk.ts'

/** What an app may be after a cut. */
export interface Sides { readonly app: App; readonly from: string; readonly to: string }
/** `live`: the version whose every byte lies at every public path; null when it is neither. `wrong`: empty when all is well. */
export interface Found { readonly live: string | null; readonly wrong: readonly string[] }

const recoverUnit = 'app-upgrade-recover.service'

/** Looks at everything that a power cut must not break (failures.md I1, I3, I4, I5, I7). */
export async function look(machine: Machine, sides: Sides, { lost, mustBe }: Aftermath): Promise<Found> {
  const live = await liveVersion(machine, sides)
  const demanded = mustBe === null ? live : mustBe === 'new' ? sides.to : sides.from
  const wrong = [
    ...(lost.length === 0 ? [] : [`lost, though it was synced: ${lost.join(', ')}`]),
    ...(live === null ? [`the public paths are neither ${sides.from} nor ${sides.to}`] : []),
    ...(live === demanded ? [] : [`${live} is live, where it must be ${demanded}`]),
    ...await wrongWithTheBoot(machine, sides.app),
    ...await wrongWithTheDaemon(machine, sides.app, live),
    ...await wrongWithTheJournals(machine, sides, live),
    ...await changedByASecondRecovery(machine, sides.app),
    ...leftovers(machine, sides.app).filter((path) => path.endsWith('.upgrading') && !path.startsWith(journalsOf(sides.app))).map((path) => `${path} was left`),
  ]
  return { live, wrong }
}

export async function liveVersion(machine: Machine, { app, from, to }: Sides): Promise<string | null> {
  const contents: string[] = []
  for (const file of app.files) contents.push((await machine.exec(['cat', publicPathOf(app, file)])).stdout)
  const isWhole = (version: string): boolean => app.files.every((file, index) => contents[index] === (file === 'acmed' ? acmed({ version }) : acme(version)))
  return [from, to].find(isWhole) ?? null
}

async function wrongWithTheBoot(machine: Machine, app: App): Promise<readonly string[]> {
  const [state, result] = [await machine.booted(), await property(machine, recoverUnit, 'Result')]
  const recovered = Number(await property(machine, recoverUnit, 'ExecMainExitTimestampMonotonic'))
  const started = Number(await property(machine, unitOf(app), 'ExecMainStartTimestampMonotonic'))
  const didNot = recovered === 0 && journalNames(machine, app).length > 0
  return [
    ...(state === 'running' ? [] : [`the boot ended '${state}'`]),
    ...(result === 'success' ? [] : [`recovery ended with '${result}'`]),
    ...(didNot ? ['recovery did not run'] : []),
    ...(recovered < started ? [] : ['the daemon started before recovery had ended']),
  ]
}

async function wrongWithTheDaemon(machine: Machine, app: App, live: string | null): Promise<readonly string[]> {
  const answer = await answers(machine, app)
  return answer === live && answer !== null ? [] : [`${live} is live, and ${answer} runs`]
}

/** All closed, and the newest of them tells the truth. */
async function wrongWithTheJournals(machine: Machine, { app, from, to }: Sides, live: string | null): Promise<readonly string[]> {
  const records = await recordsOf(machine, app)
  const open = records.filter(({ state }) => state === null || state.closed === null).map(({ transaction, state }) => `journal ${transaction} is ${state === null ? 'damaged' : 'open'}`)
  const state = recordOf(records, to)?.state ?? null
  if (state === null) return [...open, ...(live === from ? [] : [`no journal says why ${live} is live`])]
  const { outcome = 'open', running = null } = state.closed ?? {}
  const outcomes = live === to ? ['upgraded'] : ['rolled-back', 'refused']
  return [...open, ...(running === live && outcomes.includes(outcome) ? [] : [`${live} is live, and the journal says: ${outcome}, running ${running}`])]
}

async function changedByASecondRecovery(machine: Machine, app: App): Promise<readonly string[]> {
  const everything = async (): Promise<readonly string[]> => [...everythingOf(machine, app), await property(machine, unitOf(app), 'InvocationID')]
  const before = await everything()
  const { exit, out, err } = await type(machine, 'recover', app.name)
  const after = await everything()
  return [
    ...(exit === 0 ? [] : [`a second recovery ended with ${exit}: ${out}${err}`]),
    ...after.filter((line) => !before.includes(line)).map((line) => `a second recovery made: ${line}`),
    ...before.filter((line) => !after.includes(line)).map((line) => `a second recovery took away: ${line}`),
  ]
}
