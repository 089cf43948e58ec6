import { failure } from '../errors.ts'
import { mayTake, type Decision, type Skip } from '../policy/may-take.ts'
import { compareVersions, majorOf, readVersion } from '../release/version.ts'
import { askGates } from './ask-gates.ts'
import type { LiveRelease } from './live.ts'
import type { Plan } from './plan.ts'
import type { Gate, Wanted } from './ports.ts'
import { emptyReport, type Report, type Request } from './report.ts'

/** A release on the shelf, as the harmless half tells it: hearsay. */
export interface Acquired { readonly version: string; readonly sha256: string }
/** A release that the applying half verified itself and laid down, complete and durable. */
export interface Admitted {
  readonly version: string
  readonly sha256: string
  readonly directory: string
  readonly grounds: readonly string[]
  readonly files: readonly AdmittedFile[]
}
export interface AdmittedFile { readonly name: string; readonly path: string; readonly sha256: string; readonly mode: number }

/** What one run needs. The caller holds the lock, and has settled whatever an earlier run left open. */
export interface RunPorts {
  readonly app: string
  live(): Promise<LiveRelease | null>
  skips(): Promise<readonly Skip[]>
  /** The highest version ever committed here; null before the first. */
  floor(): Promise<string | null>
  acquire(wanted: Wanted): Promise<Acquired>
  admit(acquired: Acquired): Promise<Admitted>
  plan(live: LiveRelease | null, admitted: Admitted): Promise<Plan>
  readonly gates: readonly Gate[]
  apply(plan: Plan): Promise<Report>
}
interface Ready { readonly live: LiveRelease | null; readonly admitted: Admitted }

/**
 * One whole upgrade: acquire, weigh, admit, plan, ask the gates, apply. Everything before `apply` touches nothing live, so a
 * failure there is thrown as it is; from `apply` on, every end is a `closed` entry and so a report.
 */
export async function run(ports: RunPorts, wanted: Wanted, request: Request, signal: AbortSignal): Promise<Report> {
  const live = await ports.live()
  const early = wanted.version === null ? null : nothingToDo(ports.app, live, wanted.version, request)
  if (early !== null) return early
  const acquired = await ports.acquire(wanted)
  const weighed = await weigh(ports, acquired, live)
  if (request.force === 'no' && weighed.kind !== 'take') return answer(weighed, ports.app, live)
  const report = await transact(ports, { live, admitted: await ports.admit(acquired) }, request, signal)
  // What force passed over stays in the record, in words.
  return weighed.kind === 'refuse' ? { ...report, notes: [...report.notes, `taken by force: ${weighed.because}`] } : report
}

/** From a release that lies ready to the end of its transaction: the same road onwards and back. */
export async function transact(ports: Pick<RunPorts, 'app' | 'plan' | 'gates' | 'apply'>, { live, admitted }: Ready, request: Request, signal: AbortSignal): Promise<Report> {
  const plan = await ports.plan(live, admitted)
  const passed = await askGates(ports.gates, plan, request, signal)
  if (request.dryRun === 'yes') return { ...emptyReport(ports.app, 'planned'), ...versionsOf(plan), plan, grounds: admitted.grounds, notes: passed }
  const report = await ports.apply(plan)
  return { ...report, grounds: admitted.grounds, notes: [...report.notes, ...passed] }
}

/** An exact version that is live already costs no request. Its bytes were compared when it became live. */
function nothingToDo(app: string, live: LiveRelease | null, version: string, request: Request): Report | null {
  if (live === null || live.version !== version || request.force === 'yes') return null
  return nothing(app, live, `${version} is live already`)
}

async function weigh(ports: RunPorts, acquired: Acquired, live: LiveRelease | null): Promise<Decision> {
  const situation = { live: live === null ? null : { version: live.version, sha256: live.artifactSha256 ?? '' }, skips: await ports.skips(), floor: await ports.floor(), force: 'no', compare: compareLabels, majorOf } as const
  return mayTake(acquired, situation)
}

function answer(decision: Exclude<Decision, { kind: 'take' }>, app: string, live: LiveRelease | null): Report {
  switch (decision.kind) {
    case 'nothing': return nothing(app, live, decision.because)
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

/** Versions by SemVer precedence; a label (`adopted-…`) is neither older nor newer. */
export function compareLabels(left: string, right: string): number | null {
  const [a, b] = [readVersion(left), readVersion(right)]
  return a === null || b === null ? null : compareVersions(a, b)
}
