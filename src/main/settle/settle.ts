import { troubleOf } from '../../cli/words/trouble.ts'
import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import type { Moment } from '../../upgrade/probation.ts'
import { emptyReport, type Report, type Shown } from '../../upgrade/report.ts'
import { dataRestored, holdBack } from './data-restored.ts'
import { locked } from './locked.ts'
import { type Listener, untoldEnding, worthTelling } from './owed-event.ts'
import { tendProbation } from '../probation/tend-probation.ts'
import { theScope } from '../scope.ts'
import { settleOpen } from './transactions.ts'
import { appsMeant, appsWithState } from './apps-with-state.ts'

type Tell = (shown: Shown) => void

/**
 * `settle -- %i`: the second and third line of defence. What an app's file says does not matter here, nor whether it is still there: a name
 * that tells its app is enough, and one that does not may mean any app that has something open. An instance whose name cannot be read never
 * began anything, and its own run has said so already.
 */
export async function settleInstance(instance: string, tell: Tell): Promise<Report> {
  const names = await appsMeant(instance)
  const reports: Report[] = []
  for (const app of names) reports.push(...await orTrouble(app, () => unlessBusy(() => settleApp(app, 'now', tell, { listener: 'a run' }))))
  return worstOf(names, reports)
}

/** `probation -- %i`: the service manager says that the time is over. Who holds the lock may leave the probation as it is: TEMPORARY, and asked again. */
export async function endProbation(instance: string, tell: Tell): Promise<Report> {
  const names = await appsMeant(instance)
  const reports: Report[] = []
  for (const app of names) reports.push(...await settleApp(app, 'over', tell, { listener: 'a run' }))
  return worstOf(names, reports)
}

function worstOf(names: readonly string[], reports: readonly Report[]): Report {
  const [worst] = reports.toSorted((a, b) => gravity(b) - gravity(a))
  return worst ?? emptyReport(names.length === 1 ? (names[0] ?? null) : null, 'settled')
}

/** Whoever holds the lock is at work on it, and has the same nets below: a run that was told to try later left nothing to settle. */
async function unlessBusy(settle: () => Promise<readonly Report[]>): Promise<readonly Report[]> {
  try {
    return await settle()
  } catch (thrown) {
    if (isFailure(thrown) && thrown.code === 'TEMPORARY') return []
    throw thrown
  }
}

const gravity = (report: Report): number => ['settled', 'upgraded', 'refused', 'rolled-back', 'crashed', 'failed', 'stuck'].indexOf(report.outcome)

/** All apps that ever had a transaction, also those whose file is gone or broken: recovery reads plans, not settings. `restoredBy`: who says that they have put the data back. */
export async function recoverApps(named: string | null, when: 'now' | 'boot', tell: Tell, { restoredBy = null }: Pick<Settled, 'restoredBy'> = {}): Promise<readonly Report[]> {
  const names = named === null ? await appsWithState() : [named]
  const reports: Report[] = []
  for (const name of names) reports.push(...await orTrouble(name, () => settleApp(name, when, tell, { listener: 'a person', restoredBy })))
  return reports
}

async function settleApp(app: string, moment: Moment, tell: Tell, { listener, restoredBy = null }: Settled): Promise<readonly Report[]> {
  const places = theScope().places(app)
  // A name that was mistyped never began anything, and shall not leave a lock behind.
  if ((await machine.disk.look(places.journals)) === null) return []
  return locked(places, `recovery, process ${process.pid}`, async () => {
    const said = restoredBy === null ? null : await dataRestored(app, places, restoredBy, tell)
    if (said !== null) return [said]
    const settled = await worthTelling(await settleOpen(app, places, moment === 'boot' ? 'boot' : 'now', tell), places, listener)
    const untold = settled.length > 0 ? null : await untoldEnding(places)
    const late = await orTrouble(app, async () => [await tendProbation({ app, places, moment, tell })].filter((report) => report !== null))
    const held = moment === 'boot' ? await orTrouble(app, async () => [await holdBack(app, places)].filter((report) => report !== null)) : []
    return [...settled, ...(untold === null ? [] : [untold]), ...late, ...held.filter(({ transaction }) => !settled.some((one) => one.transaction === transaction))]
  })
}

/** `restoredBy`: who says that they have put the daemon's data back. Absent: nobody does. */
interface Settled { readonly listener: Listener; readonly restoredBy?: string | null }

/** One app that cannot be settled must not keep the others from it, not even by a bug: at boot nobody comes after us. */
async function orTrouble(app: string, settle: () => Promise<readonly Report[]>): Promise<readonly Report[]> {
  try {
    return await settle()
  } catch (thrown) {
    return [{ ...emptyReport(app, 'failed'), trouble: troubleOf(thrown) }]
  }
}
