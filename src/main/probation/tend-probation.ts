import { troubleOf } from '../../cli/words/trouble.ts'
import type { TransactionState } from '../../upgrade/journal/fold.ts'
import type { Places } from '../../upgrade/places.ts'
import type { Moment, Tended } from '../../upgrade/probation.ts'
import { emptyReport, type Report, type Request, type Shown, type Trouble } from '../../upgrade/report.ts'
import { plainRequest } from '../../upgrade/request.ts'
import { leaveToFallback, tendHere } from './guarding.ts'
import { passed } from './passed.ts'

interface Tending { readonly app: string; readonly places: Places; readonly moment: Moment; readonly tell: (shown: Shown) => void }
type Crashed = Extract<Tended, { kind: 'crashed' }>

/** Looks after an app's probation, and does what its crash asks for. Null: there is nothing to report. The caller holds the lock. */
export async function tendProbation(tending: Tending): Promise<Report | null> {
  const tended = await tendHere(tending.places, tending.moment)
  switch (tended.kind) {
    case 'nothing': case 'guarded': return null
    case 'passed': return passed(tended.state)
    case 'crashed': return crashed(tended, tending)
  }
}

async function crashed(crash: Crashed, tending: Tending): Promise<Report | null> {
  const { plan } = crash.state
  if (plan.probation?.then === 'tell') return told(crash)
  if (tending.moment !== 'boot') return back(crash, tending)
  // Nothing is restarted at boot: the way back is taken by the fallback unit, which waits for us to be done.
  await leaveToFallback(plan.app)
  return null
}

function told({ state: { plan }, because, lines }: Crashed): Report {
  return { ...reportOn(plan, 'crashed'), running: plan.to.version, trouble: troubleOn(plan, because, null), lines }
}

/** A transaction of its own, judged like any other. With force: no gate is a reason to leave a daemon down. */
async function back({ state: { plan }, because, lines }: Crashed, { app, tell }: Tending): Promise<Report> {
  const request: Request = { ...plainRequest, way: 'back', occasion: 'probation', force: 'yes', actor: 'probation', reason: `${plan.to.version} died within its probation: ${because}` }
  const report = await takenBack(app, request, tell)
  const trouble = troubleOn(plan, because, report.trouble)
  const { transaction, downtimeMs, running, notes } = report
  if (report.outcome === 'upgraded') return { ...reportOn(plan, 'rolled-back'), transaction, downtimeMs, running, notes, lines, trouble: { ...trouble, code: 'ROLLED_BACK' } }
  return { ...reportOn(plan, 'stuck'), transaction, running, notes, lines: [...lines, ...report.lines], trouble }
}

/** Its app file may be broken by now: then it is said, because the daemon is down. */
async function takenBack(app: string, request: Request, tell: Tending['tell']): Promise<Report> {
  try {
    const [{ openAppFor }, { onOrBack }, { newTransaction }] = await Promise.all([import('../app.ts'), import('../on-or-back.ts'), import('../planning.ts')])
    return await onOrBack({ app: await openAppFor(app, request), instance: app, transaction: newTransaction(), request, tell }, { version: null, channel: null })
  } catch (thrown) {
    return { ...emptyReport(app, 'failed'), trouble: troubleOf(thrown) }
  }
}

type Plan = TransactionState['plan']

function reportOn(plan: Plan, outcome: Report['outcome']): Report {
  return { ...emptyReport(plan.app, outcome), from: plan.from?.version ?? null, to: plan.to.version, digest: plan.to.artifactSha256, transaction: plan.transaction }
}

function troubleOn(plan: Plan, because: string, beneath: Trouble | null): Trouble {
  return { code: 'STUCK', messages: [`${plan.to.version} died within its probation: ${because}`, ...(beneath?.messages ?? [])], next: beneath?.next ?? null }
}

