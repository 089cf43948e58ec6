import { troubleOf } from '../../cli/words/trouble.ts'
import type { Closed } from '../../upgrade/journal/entry.ts'
import { orBug } from '../../upgrade/apply.ts'
import type { TransactionState } from '../../upgrade/journal/fold.ts'
import type { Ending } from '../../upgrade/engine.ts'
import type { Places } from '../../upgrade/places.ts'
import type { Plan } from '../../upgrade/plan.ts'
import { lastWordsOf } from '../../upgrade/memory/records.ts'
import type { Recovered } from '../../upgrade/recovery.ts'
import { emptyReport, reportOfClosed, type Report } from '../../upgrade/report.ts'
import { stateOf } from './state-of.ts'
import { withoutBlame } from './without-blame.ts'

export async function reportOfRecovered(app: string, recovered: Recovered, places: Places): Promise<Report> {
  switch (recovered.kind) {
    case 'settled': return reportOfEnding(orBug(recovered.ending), places)
    case 'discarded': return { ...emptyReport(app, 'settled'), transaction: recovered.transaction, notes: ['a transaction that had not begun was discarded'] }
    case 'damaged': return damaged(app, recovered)
    case 'unsettled': return { ...emptyReport(app, 'stuck'), transaction: recovered.transaction, trouble: troubleOf(recovered.because) }
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
export async function reportOfEnding({ plan, closed, recorded, troubles }: Ending, places: Places): Promise<Report> {
  const report = reportOfClosed(plan, closed)
  const open = recorded === 'yes' ? [] : [`the journal stays open: ${troubles.map((one) => (one instanceof Error ? one.message : String(one))).join('; ')}`]
  const state = await stateOf(plan, places)
  return { ...report, trouble: withoutBlame(report, state), notes: [...open, ...unjudged(plan, closed), ...(state === null ? [] : asideOf(state))], lines: state === null ? [] : lastWordsOf(state) }
}

/** Live, and yet nobody has seen it run: an upgrade does not start what somebody stopped (failures.md g30), and does not claim that it is well. */
export function unjudged(plan: Plan, { outcome }: Closed): readonly string[] {
  if (outcome !== 'upgraded') return []
  return plan.units.filter((unit) => unit.then === 'rest' && plan.dependents?.includes(unit.name) !== true).map((unit) => `unit '${unit.name}' was not running before, so it was not started, and nobody has judged ${plan.to.version} yet`)
}

/** What became of others on the way, whichever way it was: nobody shall take them for what is wrong. */
export function asideOf({ started, survivors, restored }: Pick<TransactionState, 'started' | 'survivors' | 'restored'>): readonly string[] {
  const latest = [...new Map(survivors.map((one) => [one.unit, one.programs]))]
  return [
    // Whatever was written since the snapshot is gone: that is not to be found out later.
    ...(restored === 'yes' ? ['the data were put back as they were in the snapshot'] : []),
    ...started.map((unit) => `unit '${unit}' had stopped with a unit that it requires, and was started again`),
    ...latest.map(([unit, programs]) => `processes of the run before go on, as KillMode= of '${unit}' wants: ${programs.join(', ')}`),
  ]
}
