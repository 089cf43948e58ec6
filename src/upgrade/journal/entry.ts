import type { FailureCode } from '../../errors.ts'
import type { Plan } from '../plan.ts'

/** The steps before the point of no return, in the order they are done; undone newest first. */
export const stepsBefore = ['lease', 'keep', 'standby', 'snapshot', 'swap', 'reload', 'restart', 'watch'] as const
/** The steps after it: finished, never undone. */
export const stepsAfterwards = ['settle', 'record', 'prune'] as const
export type StepBefore = (typeof stepsBefore)[number]
export type StepAfterwards = (typeof stepsAfterwards)[number]
export type StepName = StepBefore | StepAfterwards

/** Those that a plan has: a step with nothing to do is not in its story, nor in a journal of a version that did not know it. */
export function stepsBeforeOf({ data }: Pick<Plan, 'data'>): readonly StepBefore[] {
  return stepsBefore.filter((step) => step !== 'snapshot' || data?.undo === 'snapshot')
}
export function stepsAfterwardsOf({ buildInfo }: Pick<Plan, 'buildInfo'>): readonly StepAfterwards[] {
  return stepsAfterwards.filter((step) => step !== 'record' || buildInfo !== undefined)
}

export type Outcome = 'upgraded' | 'rolled-back' | 'refused' | 'stuck'

/**
 * What is known of the kept version after a rollback. `proven`: restarted, and judged healthy. `never-left`: the daemon was
 * not restarted at all, it is still the invocation of before. `deferred`: at boot, it starts later and nobody judged it.
 */
export type WayBack = 'proven' | 'never-left' | 'deferred'

/** The durable truth about a transaction, one entry a line. */
export type Entry =
  | { readonly entry: 'planned'; readonly plan: Plan }
  | { readonly entry: 'began'; readonly step: StepName }
  | { readonly entry: 'ended'; readonly step: StepName }
  | { readonly entry: 'failed'; readonly step: StepName; readonly code: FailureCode; readonly message: string }
  | { readonly entry: 'undoing'; readonly step: StepName }
  | { readonly entry: 'undone'; readonly step: StepName }
  | { readonly entry: 'noted'; readonly about: 'downtime'; readonly unit: string; readonly milliseconds: number }
  | { readonly entry: 'noted'; readonly about: 'system-journal'; readonly unit: string; readonly lines: readonly string[] }
  /** Somebody stopped this run of the unit, and it is theirs to start it again (failures.md f08). */
  | { readonly entry: 'noted'; readonly about: 'stopped'; readonly unit: string; readonly invocation: string }
  /** What lies at this public path is not what was laid down there: somebody else was at it (f10, f11). */
  | { readonly entry: 'noted'; readonly about: 'replaced'; readonly path: string }
  | { readonly entry: 'noted'; readonly about: 'way-back'; readonly proof: WayBack }
  /** Processes of the run before that went on, as the unit's KillMode= wants (formats.md R12). */
  | { readonly entry: 'noted'; readonly about: 'survivors'; readonly unit: string; readonly programs: readonly string[] }
  /** In which life of the service manager the snapshot was taken, and so in which the new version was started by us (decision 0045). */
  | { readonly entry: 'noted'; readonly about: 'boot'; readonly id: string }
  /** The daemon is stopped, and its data are about to be put back: whoever starts it from now on works with what they find (decision 0039). `runs`: what had run last by then. */
  | { readonly entry: 'noted'; readonly about: 'restoring'; readonly runs?: readonly UnitRun[] }
  /** This run is none of ours, and what it wrote must not be lost to a restore. `live`: whose files lay there. */
  | { readonly entry: 'noted'; readonly about: 'somebody'; readonly unit: string; readonly invocation: string; readonly live: 'new' | 'other' }
  /** They are back, and nobody was started before this was durable: what is written from now on is the kept version's own, and nobody may restore again. */
  | { readonly entry: 'noted'; readonly about: 'restored' }
  /** It requires a unit of ours, had stopped with it, and was started again. */
  | { readonly entry: 'noted'; readonly about: 'started'; readonly unit: string }
  /** It requires a unit of ours, had stopped with it, and stays down with a version that stays. */
  | { readonly entry: 'noted'; readonly about: 'left-down'; readonly unit: string; readonly invocation: string }
  /** After `closed`, where the data had not been put back: a person says that they are now. */
  | { readonly entry: 'noted'; readonly about: 'mended'; readonly by: string }
  | { readonly entry: 'confirmed' }
  | { readonly entry: 'closed'; readonly outcome: Outcome; readonly running: string | null; readonly reason: string | null; readonly downtimeMs: number | null }
  /** After `closed` as `upgraded`, and only then: for this long a crash still rolls back (architecture section 7). */
  | { readonly entry: 'probation'; readonly stage: 'began'; readonly untilMs: number }
  | { readonly entry: 'probation'; readonly stage: 'ended'; readonly how: ProbationEnd; readonly because: string | null }

/** `passed`: its time is over. `crashed`: the daemon died, and was rolled back or somebody was told. `left`: another transaction or a person moved on. */
export type ProbationEnd = 'passed' | 'crashed' | 'left'

/** One run of a unit; `invocation` empty: none that the service manager knows of. */
export interface UnitRun { readonly unit: string; readonly invocation: string }

export type Closed = Extract<Entry, { entry: 'closed' }>
export type Probation = Extract<Entry, { entry: 'probation' }>
export type Noted = Extract<Entry, { entry: 'noted' }>

/** An entry as it lies on disk: numbered from 1, stamped by the wall clock. */
export interface Stamped { readonly number: number; readonly atMs: number; readonly entry: Entry }
