import { failure, type FailureCode } from '../../errors.ts'
import { stepsAfterwardsOf, stepsBeforeOf, type Closed, type Entry, type ProbationEnd, type Stamped, type StepAfterwards, type StepName, type UnitRun, type WayBack } from './entry.ts'
import type { Plan } from '../plan.ts'

/** What a journal says. There is no second status file that could disagree with it; history and status print the same value. */
export interface TransactionState {
  readonly plan: Plan
  readonly startedAtMs: number
  readonly latestAtMs: number
  /** Oldest first; undone newest first. */
  readonly begun: readonly StepName[]
  readonly ended: readonly StepName[]
  readonly undoing: StepName | null
  readonly undone: readonly StepName[]
  /** Steps whose undo failed; a later recovery tries them again. */
  readonly notUndone: readonly StepName[]
  /** The first failure: everything after it follows from it. */
  readonly failed: Failed | null
  readonly confirmed: 'yes' | 'no'
  readonly wayBack: WayBack | null
  /** The sum over all restarts; null while none was measured. */
  readonly downtimeMs: number | null
  /** The failed version's last lines in the system journal. */
  readonly lastWords: readonly { readonly unit: string; readonly lines: readonly string[] }[]
  /** What others did in the middle of it: runs of units that they stopped, files that they replaced. */
  readonly stopped: readonly { readonly unit: string; readonly invocation: string }[]
  readonly replaced: readonly string[]
  /** Programs of the run before that went on through a restart. */
  readonly survivors: readonly { readonly unit: string; readonly programs: readonly string[] }[]
  /** Units that require one of ours, and were started again. */
  readonly started: readonly string[]
  /** Units that require one of ours and stayed down with a version that stays, and what had run last. Absent: none. */
  readonly leftDown?: readonly UnitRun[]
  /** The life of the service manager in which the snapshot was taken. Absent: nobody wrote it down. */
  readonly boot?: string
  /** The daemon was stopped by us so that its data could be put back. */
  readonly restoring: 'yes' | 'no'
  /** What had run last by then. Absent: it was not, or nobody wrote it down. */
  readonly runsStopped?: readonly UnitRun[]
  /** A run that is none of ours, and whose files lay there then. Absent: none was found. */
  readonly somebody?: UnitRun & { readonly live: 'new' | 'other' }
  /** A person says that the data are what they must be. Absent: nobody did. */
  readonly mended?: { readonly atMs: number; readonly by: string }
  /** And it was. */
  readonly restored: 'yes' | 'no'
  readonly closed: Closed | null
  /** Null: none began. */
  readonly probation: ProbationState | null
}
export interface ProbationState { readonly beganAtMs: number; readonly untilMs: number; readonly ended: { readonly atMs: number; readonly how: ProbationEnd; readonly because: string | null } | null }
export interface Failed { readonly step: StepName; readonly code: FailureCode; readonly message: string }

/** Pure. DATA when the sequence could not have been written by the engine: a journal is believed whole, or not at all. */
export function fold(entries: readonly Stamped[]): TransactionState {
  let state: TransactionState | null = null
  for (const [index, stamped] of entries.entries()) {
    const wrong = stamped.number === index + 1 ? objection(state, stamped.entry) : `it is numbered ${stamped.number}`
    if (wrong !== null) throw failure('DATA', `entry ${index + 1} of the journal cannot follow: ${wrong}`)
    state = after(state, stamped)
  }
  if (state === null) throw failure('DATA', 'the journal has no entries')
  return state
}

/** Why this entry cannot follow, or null. Asked when reading (a failure) and when writing (a bug). */
export function objection(state: TransactionState | null, entry: Entry): string | null {
  if (state === null) return entry.entry === 'planned' ? null : 'the first entry must be the plan'
  if (entry.entry === 'probation') return probationObjection(state, entry)
  if (state.closed !== null) return entry.entry === 'noted' && entry.about === 'mended' && isHeldBack(state) ? null : 'the transaction is closed'
  switch (entry.entry) {
    case 'planned': return 'there is a plan already'
    case 'began': return entry.step === nextStep(state) ? null : `'${entry.step}' is not the next step`
    case 'ended': return running(state) === entry.step ? null : `'${entry.step}' is not running`
    case 'failed': return state.begun.includes(entry.step) ? null : `'${entry.step}' never began`
    case 'undoing': return toUndo(state).find((step) => !state.notUndone.includes(step) || step === entry.step) === entry.step ? null : `'${entry.step}' is not the newest to undo`
    case 'undone': return state.undoing === entry.step ? null : `'${entry.step}' is not being undone`
    case 'noted': return null
    case 'confirmed': return state.confirmed === 'no' && nextStep(state) === null && stillAdvancing(state) ? null : 'not every step before it has ended'
    case 'closed': return mayClose(state, entry)
  }
}

/** The only thing that may be said of a closed transaction: how its new version went on. */
function probationObjection({ closed, probation }: TransactionState, { stage }: Extract<Entry, { entry: 'probation' }>): string | null {
  if (closed?.outcome !== 'upgraded') return 'only an upgrade that was closed has a probation'
  switch (stage) {
    case 'began': return probation === null ? null : 'its probation began already'
    case 'ended': return probation !== null && probation.ended === null ? null : 'no probation is under way'
  }
}

/** Begun and not undone, newest first; empty once there is no way back. Of a version that stays, the fleet is told all the same that nobody is down any more. */
export function toUndo(state: TransactionState): readonly StepName[] {
  const begun = isToStay(state) ? state.begun.filter((step) => step === 'lease') : state.begun
  return state.confirmed === 'yes' ? [] : begun.filter((step) => !state.undone.includes(step)).toReversed()
}

/**
 * The new version may have made of the daemon's data what the kept one cannot read, and the operator wanted no snapshot (`undo: 'stay'`): from the
 * moment in which its restart has begun there is none, unless each unit was seen to be the run of before. Where nothing is restarted, nothing ran.
 * Nor is there one where something else than we has started it since: to put the snapshot back would cost what was written (decision 0045).
 */
export function isToStay({ plan, begun, confirmed, wayBack, somebody }: Pick<TransactionState, 'plan' | 'begun' | 'confirmed' | 'wayBack' | 'somebody'>): boolean {
  if (somebody?.live === 'new' && confirmed === 'no') return true
  return confirmed === 'no' && wayBack !== 'never-left' && plan.data?.undo === 'stay' && begun.includes('restart') && plan.units.some(({ then }) => then === 'restart' || then === 'start')
}

/** After the point of no return a step that was interrupted begins again. */
export function toFinish(state: TransactionState): readonly StepAfterwards[] {
  return stepsAfterwardsOf(state.plan).filter((step) => !state.ended.includes(step))
}

/**
 * Its data could not be put back, and nobody has said since that they are what the version before understands: it must not be started. One that somebody
 * has started all the same is theirs.
 */
export function isHeldBack({ plan, closed, notUndone, restored, somebody, mended }: TransactionState): boolean {
  return plan.data?.undo === 'snapshot' && closed?.outcome === 'stuck' && notUndone.includes('snapshot') && restored === 'no' && somebody === undefined && mended === undefined
}

function nextStep(state: TransactionState): StepName | null {
  if (state.confirmed === 'yes') return toFinish(state)[0] ?? null
  if (!stillAdvancing(state) || running(state) !== null) return null
  return stepsBeforeOf(state.plan)[state.begun.length] ?? null
}

function stillAdvancing(state: TransactionState): boolean {
  const unwinding = state.failed !== null || state.undoing !== null || state.undone.length > 0
  return !unwinding && state.begun.length === state.ended.length
}

function running(state: TransactionState): StepName | null {
  const newest = state.begun.at(-1)
  return newest === undefined || state.ended.includes(newest) ? null : newest
}

/** `closed` is a promise to the next transaction that nothing is owed any more. */
function mayClose(state: TransactionState, closed: Closed): string | null {
  if (state.confirmed === 'yes') return closed.outcome === 'upgraded' && toFinish(state).length === 0 ? null : 'a confirmed transaction is finished, not undone'
  const owed = toUndo(state).filter((step) => closed.outcome !== 'stuck' || !isLeftToAPerson(step, state))
  if (owed.length > 0) return `'${owed[0]}' is not undone`
  if (isToStay(state)) return closed.outcome === 'stuck' ? null : 'its new version stays in its place, unproven'
  return closed.outcome === 'upgraded' ? 'it was never confirmed' : null
}

/** The kept version was tried and found ill, or the data that it needs could not be put back: there is nothing that the next run could do better. */
function isLeftToAPerson(step: StepName, { notUndone }: TransactionState): boolean {
  return step === 'standby' || (step === 'snapshot' && notUndone.includes('snapshot'))
}

function after(state: TransactionState | null, { atMs, entry }: Stamped): TransactionState {
  if (state === null) return first(entry, atMs)
  return { ...state, latestAtMs: atMs, ...(entry.entry === 'probation' ? { probation: probationAfter(state, entry, atMs) } : changes(state, entry, atMs)) }
}

function first(entry: Entry, atMs: number): TransactionState {
  if (entry.entry !== 'planned') throw failure('DATA', 'the journal does not begin with its plan')
  return {
    plan: entry.plan, startedAtMs: atMs, latestAtMs: atMs, begun: [], ended: [], undoing: null, undone: [], notUndone: [], failed: null,
    confirmed: 'no', wayBack: null, downtimeMs: null, lastWords: [], stopped: [], replaced: [], survivors: [], started: [], restoring: 'no', restored: 'no', closed: null, probation: null,
  }
}

function probationAfter({ probation }: TransactionState, entry: Extract<Entry, { entry: 'probation' }>, atMs: number): ProbationState | null {
  switch (entry.stage) {
    case 'began': return { beganAtMs: atMs, untilMs: entry.untilMs, ended: null }
    case 'ended': return probation === null ? null : { ...probation, ended: { atMs, how: entry.how, because: entry.because } }
  }
}

function changes(state: TransactionState, entry: Exclude<Entry, { entry: 'probation' }>, atMs: number): Partial<TransactionState> {
  switch (entry.entry) {
    case 'planned': return {}
    case 'began': return { begun: [...state.begun.filter((step) => step !== entry.step), entry.step] }
    case 'ended': return { ended: [...state.ended, entry.step] }
    case 'failed': return failedChanges(state, entry)
    case 'undoing': return { undoing: entry.step, notUndone: state.notUndone.filter((step) => step !== entry.step) }
    case 'undone': return { undoing: null, undone: [...state.undone, entry.step] }
    case 'noted': return notedChanges(state, entry, atMs)
    case 'confirmed': return { confirmed: 'yes' }
    case 'closed': return { closed: entry }
  }
}

function failedChanges(state: TransactionState, { step, code, message }: Failed): Partial<TransactionState> {
  const failed = state.failed ?? { step, code, message }
  return state.undoing === step ? { failed, undoing: null, notUndone: [...state.notUndone, step] } : { failed }
}

function notedChanges(state: TransactionState, noted: Extract<Entry, { entry: 'noted' }>, atMs: number): Partial<TransactionState> {
  switch (noted.about) {
    case 'downtime': return { downtimeMs: (state.downtimeMs ?? 0) + noted.milliseconds }
    case 'system-journal': return { lastWords: [...state.lastWords, { unit: noted.unit, lines: noted.lines }] }
    case 'stopped': return { stopped: [...state.stopped, { unit: noted.unit, invocation: noted.invocation }] }
    case 'replaced': return { replaced: [...state.replaced, noted.path] }
    case 'survivors': return { survivors: [...state.survivors, { unit: noted.unit, programs: noted.programs }] }
    case 'boot': return { boot: noted.id }
    case 'restoring': return { restoring: 'yes', ...(noted.runs === undefined ? {} : { runsStopped: noted.runs }) }
    case 'somebody': return { somebody: { unit: noted.unit, invocation: noted.invocation, live: noted.live } }
    case 'mended': return { mended: { atMs, by: noted.by } }
    case 'restored': return { restored: 'yes' }
    case 'started': return { started: state.started.includes(noted.unit) ? state.started : [...state.started, noted.unit] }
    case 'left-down': return { leftDown: [...(state.leftDown ?? []).filter(({ unit }) => unit !== noted.unit), { unit: noted.unit, invocation: noted.invocation }] }
    case 'way-back': return { wayBack: noted.proof }
  }
}
