import { machine } from '../host/machine.ts'
import { failure } from '../errors.ts'
import { apply, orBug } from '../upgrade/apply.ts'
import type { Ending } from '../upgrade/engine.ts'
import { journalPath, readJournal, type Journals } from '../upgrade/journal.ts'
import { fold } from '../upgrade/fold.ts'
import type { Places } from '../upgrade/places.ts'
import type { Plan } from '../upgrade/plan.ts'
import type { UpgradeEvent } from '../upgrade/ports.ts'
import { lastWordsOf } from '../upgrade/records.ts'
import { recover, type Recovered } from '../upgrade/recovery.ts'
import { emptyReport, reportOfClosed, type Report } from '../upgrade/report.ts'
import { portsMaker } from './drivers.ts'

type Tell = (event: UpgradeEvent) => void

export function journalsIn(places: Places): Journals {
  return { disk: machine.disk, clock: machine.clock, directory: places.journals }
}

/** Holds the app's lock while `work` runs. TEMPORARY, naming the holder, when somebody else has it (failures.md f01). */
export async function locked<T>(places: Places, holder: string, work: () => Promise<T>): Promise<T> {
  const lock = await machine.locks.lock(places.lock, holder)
  if (lock.kind === 'busy') throw failure('TEMPORARY', `another run of app-upgrade is at work: ${lock.heldBy}`, { next: "wait for it; 'app-upgrade status' shows what it does" })
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

export async function applyPlan(plan: Plan, places: Places, tell: Tell): Promise<Report> {
  const portsFor = await portsMaker('now', tell)
  return reportOfEnding(await apply(plan, portsFor(plan), journalsIn(places)), places)
}

/** Settles whatever is open. The caller holds the lock. */
export async function settleOpen(app: string, places: Places, when: 'now' | 'boot', tell: Tell): Promise<readonly Report[]> {
  const recovered = await recover(journalsIn(places), await portsMaker(when, tell))
  return Promise.all(recovered.map((one) => reportOfRecovered(app, one, places)))
}

async function reportOfRecovered(app: string, recovered: Recovered, places: Places): Promise<Report> {
  switch (recovered.kind) {
    case 'settled': return reportOfEnding(orBug(recovered.ending), places)
    case 'discarded': return { ...emptyReport(app, 'settled'), transaction: recovered.transaction, notes: ['a transaction that had not begun was discarded'] }
    case 'damaged': return damaged(app, recovered)
  }
}

function damaged(app: string, { transaction, live }: Extract<Recovered, { kind: 'damaged' }>): Report {
  const says = { kept: 'the version before it is live', new: 'its new version is live, though nobody can say that it was proven', mixed: 'the files were mixed and have been put back', unknown: 'nobody can say which version is live' }[live]
  return {
    ...emptyReport(app, 'stuck'), transaction,
    trouble: { code: 'STUCK', messages: [`the journal of transaction ${transaction} is damaged; it was set aside, and ${says}`], next: "look at 'app-upgrade doctor', then upgrade or roll back" },
  }
}

/** The report of a transaction's end, with the last words of a version that failed. */
async function reportOfEnding({ plan, closed, recorded, troubles }: Ending, places: Places): Promise<Report> {
  const report = reportOfClosed(plan, closed)
  const notes = recorded === 'yes' ? [] : [`the journal stays open: ${troubles.map((one) => (one instanceof Error ? one.message : String(one))).join('; ')}`]
  return { ...report, notes, lines: await lastWords(plan, places) }
}

async function lastWords(plan: Plan, places: Places): Promise<readonly string[]> {
  try {
    const text = await readJournal(machine.disk, journalPath(places.journals, plan.transaction))
    return text === null ? [] : lastWordsOf(fold(text.entries))
  } catch {
    // Words for people only: the report itself is complete without them.
    return []
  }
}
