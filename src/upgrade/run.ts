import { failure } from '../errors.ts'
import type { Decision } from '../policy/decide.ts'
import { mayAct, type Circumstances } from '../policy/unattended.ts'
import { askGates } from './ask-gates.ts'
import { decided } from './decided.ts'
import type { LiveRelease } from './live.ts'
import type { Plan } from './plan.ts'
import type { Gate, Wanted } from './ports.ts'
import { emptyReport, type Report, type Request } from './report.ts'
import { beforeFetching, weigh, type Weighing } from './admit/weigh-acquired.ts'

/** A release on the shelf, as the harmless half tells it: hearsay. */
export interface Acquired { readonly version: string; readonly sha256: string }
/** Null: the harmless half found nothing that may be taken. `notes`: what is to be said of the look itself. */
export interface Looked { readonly acquired: Acquired | null; readonly notes: readonly string[] }
/** A release that the applying half verified itself and laid down, complete and durable. */
export interface Admitted {
  readonly version: string
  readonly sha256: string
  readonly directory: string
  readonly grounds: readonly string[]
  readonly files: readonly AdmittedFile[]
  /** What else of it lies in its directory, by its path there: units, templates, examples. Absent: nothing. */
  readonly extras?: readonly AdmittedFile[]
}
export interface AdmittedFile { readonly name: string; readonly path: string; readonly sha256: string; readonly mode: number }

/** What one run needs. The caller holds the lock, and has settled whatever an earlier run left open. */
export interface RunPorts {
  readonly app: string
  live(): Promise<LiveRelease | null>
  /** What binds whoever runs unattended, at this moment. */
  circumstances(): Promise<Circumstances>
  /** This host, and what it remembers of the source, at this moment. */
  weighing(): Promise<Weighing>
  /** `fetches` no: what there is is looked at and remembered, and that is all. */
  acquire(wanted: Wanted, fetches: 'yes' | 'no'): Promise<Looked>
  admit(acquired: Acquired): Promise<Admitted>
  plan(live: LiveRelease | null, admitted: Admitted): Promise<Plan>
  readonly gates: readonly Gate[]
  /** Adds to a plan what only a rehearsed release can say of itself. Absent: nothing is asked. */
  readonly complete?: (plan: Plan) => Promise<Plan>
  apply(plan: Plan): Promise<Report>
}
/** What is live, and what lies ready to take its place. */
export interface Ready { readonly live: LiveRelease | null; readonly admitted: Admitted }

/**
 * One whole upgrade: acquire, weigh, admit, plan, ask the gates, apply. Everything before `apply` touches nothing live, so a
 * failure there is thrown as it is; from `apply` on, every end is a `closed` entry and so a report.
 */
export async function run(ports: RunPorts, wanted: Wanted, request: Request, signal: AbortSignal): Promise<Report> {
  const live = await ports.live()
  const early = wanted.version === null ? null : nothingToDo(ports.app, live, wanted.version, request)
  if (early !== null) return early
  const circumstances = await ports.circumstances()
  const allowed = mayAct(circumstances)
  if (allowed.kind === 'rest') return { ...nothing(ports.app, live, allowed.because), waits: 'yes' }
  const unfit = beforeFetching(await ports.weighing())
  if (unfit !== null) return answer(unfit, ports.app, live)
  const onlyLooks = allowed.kind === 'look' && circumstances.rules.auto === 'check' && request.occasion === 'timer'
  const { acquired, notes } = await ports.acquire(wanted, onlyLooks ? 'no' : 'yes')
  const report = await after(ports, { live, acquired }, request, signal)
  return { ...report, notes: [...report.notes, ...notes, ...(onlyLooks ? [allowed.because] : [])] }
}

interface Found { readonly live: LiveRelease | null; readonly acquired: Acquired | null }

async function after(ports: RunPorts, { live, acquired }: Found, request: Request, signal: AbortSignal): Promise<Report> {
  const { decision, remarks } = weigh(acquired, await ports.weighing(), request)
  if (decision.kind !== 'take' || acquired === null) return answer(decision, ports.app, live)
  // Laid down it would only lie in the way: what is on the shelf waits as well.
  const waits = await notNow(ports, live, acquired.version)
  if (waits !== null) return waits
  const report = await transact(ports, { live, admitted: await ports.admit(acquired) }, request, signal)
  // What force passed over stays in the record, in words.
  return { ...report, notes: [...report.notes, ...(decision.remark === undefined ? [] : [decision.remark]), ...remarks] }
}

/** From a release that lies ready to the end of its transaction: the same road onwards and back. */
export async function transact(ports: Pick<RunPorts, 'app' | 'circumstances' | 'plan' | 'gates' | 'complete' | 'apply'>, { live, admitted }: Ready, request: Request, signal: AbortSignal): Promise<Report> {
  const draft = await ports.plan(live, admitted)
  const { remarks: passed, forced, migrates } = await askGates(ports.gates, draft, request, signal)
  const plan = await (ports.complete ?? asIs)({ ...decided(draft, migrates), ...(forced.length === 0 ? {} : { forced }) })
  if (request.dryRun === 'yes') return { ...emptyReport(ports.app, 'planned'), ...versionsOf(plan), plan, grounds: admitted.grounds, notes: passed }
  // A rehearsal takes its time, and a window may have closed over it.
  const waits = await notNow(ports, live, admitted.version)
  if (waits !== null) return waits
  const report = await ports.apply(plan)
  return { ...report, grounds: admitted.grounds, notes: [...report.notes, ...passed] }
}

const asIs = async (plan: Plan): Promise<Plan> => plan

/** Null: now. What is ready outside of its window, or while somebody has said no, waits on the shelf for the next run. */
async function notNow(ports: Pick<RunPorts, 'app' | 'circumstances'>, live: LiveRelease | null, version: string): Promise<Report | null> {
  const allowed = mayAct(await ports.circumstances())
  return allowed.kind === 'act' ? null : { ...nothing(ports.app, live, `${version} lies ready, and waits: ${allowed.because}`), waits: 'yes' }
}

/** An exact version that is live already costs no request. Its bytes were compared when it became live. */
function nothingToDo(app: string, live: LiveRelease | null, version: string, request: Request): Report | null {
  if (live === null || live.version !== version || request.force === 'yes') return null
  return nothing(app, live, `${version} is live already`)
}

function answer(decision: Decision, app: string, live: LiveRelease | null): Report {
  switch (decision.kind) {
    case 'take': return nothing(app, live, 'nothing was acquired')
    case 'nothing': return { ...nothing(app, live, decision.because), ...(decision.waits === undefined ? {} : { waits: decision.waits }) }
    case 'refuse': throw failure('REFUSED', decision.because, { next: decision.next })
  }
}

function nothing(app: string, live: LiveRelease | null, because: string): Report {
  const version = live?.version ?? null
  return { ...emptyReport(app, 'nothing'), from: version, to: version, running: version, notes: [because] }
}

function versionsOf(plan: Plan): Pick<Report, 'from' | 'to' | 'running' | 'digest' | 'transaction'> {
  return { from: plan.from?.version ?? null, to: plan.to.version, running: plan.from?.version ?? null, digest: plan.to.artifactSha256, transaction: plan.transaction }
}
