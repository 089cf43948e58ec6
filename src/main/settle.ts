import { troubleOf } from '../cli/words/trouble.ts'
import { isFailure } from '../errors.ts'
import { parseInstance } from '../release/instance.ts'
import { placesOf } from '../upgrade/places.ts'
import { machine } from '../host/machine.ts'
import { emptyReport, type Report, type Shown } from '../upgrade/report.ts'
import { chosenApp } from './app.ts'
import { locked } from './locked.ts'
import { settleOpen } from './transactions.ts'

type Tell = (shown: Shown) => void

/**
 * `settle -- %i`: the second and third line of defence. An instance whose name cannot be read never began anything, and its own run has
 * said so already.
 */
export async function settleInstance(instance: string, tell: Tell): Promise<Report> {
  const app = await appOf(instance)
  if (app === null) return emptyReport(null, 'settled')
  const [worst] = (await unlessBusy(() => settleApp(app, 'now', tell))).toSorted((a, b) => gravity(b) - gravity(a))
  return worst ?? emptyReport(app, 'settled')
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

async function appOf(instance: string): Promise<string | null> {
  try {
    return await chosenApp(parseInstance(instance).app)
  } catch (thrown) {
    if (isFailure(thrown)) return null
    throw thrown
  }
}

const gravity = (report: Report): number => ['settled', 'upgraded', 'refused', 'rolled-back', 'failed', 'stuck'].indexOf(report.outcome)

/** All apps that ever had a transaction, also those whose file is gone or broken: recovery reads plans, not settings. */
export async function recoverApps(named: string | null, when: 'now' | 'boot', tell: Tell): Promise<readonly Report[]> {
  const names = named === null ? await appsWithState() : [named]
  const reports: Report[] = []
  for (const name of names) reports.push(...await orTrouble(name, () => settleApp(name, when, tell)))
  return reports
}

async function settleApp(app: string, when: 'now' | 'boot', tell: Tell): Promise<readonly Report[]> {
  const places = placesOf(app)
  return locked(places, `recovery, process ${process.pid}`, () => settleOpen(app, places, when, tell))
}

async function appsWithState(): Promise<readonly string[]> {
  const names = (await machine.disk.list(placesOf('').state.replace(/\/$/, ''))) ?? []
  return names.filter((name) => /^[a-z0-9][a-z0-9_-]{0,62}$/.test(name))
}

/** One app that cannot be settled must not keep the others from it. */
async function orTrouble(app: string, settle: () => Promise<readonly Report[]>): Promise<readonly Report[]> {
  try {
    return await settle()
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return [{ ...emptyReport(app, 'failed'), trouble: troubleOf(thrown) }]
  }
}
