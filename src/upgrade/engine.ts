import { failureTable, isFailure, type FailureCode } from '../errors.ts'
import { keepDown, leftUnproven, lookWhoRan, noteWhatIsLeft } from './data-kept.ts'
import { stepsBeforeOf, type Closed, type Entry, type Noted, type Outcome, type StepAfterwards, type StepBefore, type StepName } from './journal/entry.ts'
import { isToStay, toFinish, toUndo, type TransactionState } from './journal/fold.ts'
import type { Journal } from './journal/journal.ts'
import type { Plan } from './plan.ts'
import type { Ports } from './ports.ts'
import { unitsThatRan } from './steps/restart-unit.ts'
import { neverLeft } from './steps/start-kept.ts'
import type { StepPorts } from './steps/step.ts'
import type { Steps } from './steps/table.ts'

/** One transaction on the bench: its journal, what its steps may use, and the steps. */
export interface Work { readonly journal: Journal; readonly ports: Ports; readonly steps: Steps; /** Whose work it was. Absent: this process's. */ readonly process?: 'this' | 'earlier' }

export interface Ending {
  readonly plan: Plan
  /** What became of it, as far as this process can know. */
  readonly closed: Closed
  /** `no`: the journal stays open because something is still owed; a later line of defence tries again. */
  readonly recorded: 'yes' | 'no'
  /** What went wrong, first things first: failures, and bugs. */
  readonly troubles: readonly unknown[]
}

/** Runs a new transaction to one of its ends. Whatever happens on the way is in the ending; only a bug of the engine itself is thrown. */
export async function run(work: Work): Promise<Ending> {
  try {
    for (const step of stepsBeforeOf(work.journal.state.plan)) await perform(work, step, work.steps.before[step].do)
  } catch (thrown) {
    return unwind(work, thrown)
  }
  try {
    await work.journal.append({ entry: 'confirmed' })
  } catch (thrown) {
    return undecided(work, thrown)
  }
  return finish(work)
}

/**
 * The first rule of recovery, and the road of every failure: not confirmed, so everything begun is undone, newest first. `thrown` is null
 * when a process died. A new version that must stay, because the operator wanted no way back for the data that it migrated, is left where it is.
 */
export async function unwind(found: Work, thrown: unknown): Promise<Ending> {
  const work: Work = { ...found, process: thrown === null ? 'earlier' : 'this' }
  const { journal } = work
  const failedIn = journal.state.begun.at(-1)
  if (thrown !== null && failedIn !== undefined) await record(work, failedEntry(failedIn, thrown))
  await noteNeverLeft(work)
  const unseen = await lookWhoRan(journal.state.plan, stepPorts(work))
  // Undone for a guess, it could cost what somebody has written: whoever comes next sees more.
  if (unseen !== null) return close(work, unwoundEnding(journal.state, thrown, [unseen.thrown]), { troubles: [...(thrown === null ? [] : [thrown]), unseen.thrown], owed: 'yes' })
  const notLeft = isToStay(journal.state) ? await leave(work) : []
  const notUndone: unknown[] = [...notLeft]
  for (const step of toUndo(journal.state) as readonly StepBefore[]) {
    const trouble = await takeBack(work, step)
    if (trouble === null) continue
    notUndone.push(trouble.thrown)
    // With files that are not back, restarting could only start the wrong version, and letting go of the kept one would be the end of it.
    if (step === 'swap') break
    // Nor are files put back under a daemon that could not be stopped for the sake of its data: a start would bring the version before, on data that it does not understand.
    if (step === 'restart' && journal.state.plan.data?.undo === 'snapshot') break
  }
  await keepDown(journal.state, work.ports)
  const troubles = thrown === null ? notUndone : [thrown, ...notUndone]
  return close(work, unwoundEnding(journal.state, thrown, notUndone), { troubles, owed: notLeft.length > 0 ? 'yes' : stillOwed(journal.state, notUndone) })
}

/** The second rule: confirmed, so it is finished. A failure here costs tidiness, never the upgrade. */
export async function finish(work: Work): Promise<Ending> {
  const { plan } = work.journal.state
  const closed: Closed = { entry: 'closed', outcome: 'upgraded', running: plan.to.version, reason: null, downtimeMs: work.journal.state.downtimeMs }
  try {
    for (const step of toFinish(work.journal.state)) await perform(work, step, work.steps.afterwards[step].do)
  } catch (thrown) {
    const step = work.journal.state.begun.at(-1)
    if (step !== undefined) await record(work, failedEntry(step, thrown))
    return close(work, closed, { troubles: [thrown], owed: 'yes' })
  }
  return close(work, closed, { troubles: [], owed: 'no' })
}

/** `began` is durable before the first effect of a step, `ended` after its last one is. */
async function perform(work: Work, step: StepBefore | StepAfterwards, act: (plan: Plan, ports: StepPorts) => Promise<void>): Promise<void> {
  const { journal, ports } = work
  await journal.append({ entry: 'began', step })
  ports.tell({ kind: 'step', step, stage: 'began' })
  await act(journal.state.plan, stepPorts(work))
  await journal.append({ entry: 'ended', step })
  ports.tell({ kind: 'step', step, stage: 'ended' })
}

/**
 * A process that dies right before its restart, or whose restart is refused, has changed no run: of what nobody started nothing has to stay. Durable, or it
 * does not count: whoever comes next may not be able to see it any more.
 */
async function noteNeverLeft({ journal, ports }: Work): Promise<void> {
  const { plan } = journal.state
  if (!isToStay(journal.state) || plan.units.some(({ then }) => then === 'start')) return
  try {
    for (const { name } of unitsThatRan(plan)) {
      const state = await ports.service.state(name)
      // A restart that the manager was asked for comes, whoever asked.
      if (state.job !== undefined || !neverLeft(plan, state)) return
    }
    await journal.append({ entry: 'noted', about: 'way-back', proof: 'never-left' })
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
  }
}

/**
 * Nobody restarts a version that stays; what it said last is told all the same. What was kept lies from now on where a rollback finds it, and no release
 * is let go of: nobody knows yet which of them is needed.
 */
async function leave(work: Work): Promise<readonly unknown[]> {
  const { plan } = work.journal.state
  try {
    await noteWhatIsLeft(plan, stepPorts(work))
    await work.ports.layout.discard({ ...plan, letGo: [] }, 'kept')
    return []
  } catch (thrown) {
    return [thrown]
  }
}

async function takeBack(work: Work, step: StepBefore): Promise<{ readonly thrown: unknown } | null> {
  try {
    await record(work, { entry: 'undoing', step })
    await work.steps.before[step].undo(work.journal.state.plan, stepPorts(work))
    await record(work, { entry: 'undone', step })
    return null
  } catch (thrown) {
    await record(work, failedEntry(step, thrown), 'not-undone')
    return { thrown }
  }
}

function stepPorts(work: Work): StepPorts {
  return { ...work.ports, note: (noted) => note(work, noted), others: work.journal.state, process: work.process ?? 'this' }
}

/** Data that are put back must not be put back twice: what the kept version has written in between would be lost. That is known from the disk, or it is not done. */
async function note(work: Work, noted: Noted): Promise<void> {
  if (noted.about === 'restoring' || noted.about === 'restored') return work.journal.append(noted)
  return record(work, noted)
}

/** On the way back a journal that cannot be written is no reason to leave the daemon down; it only stays open. `failed`: how a failure is told to whoever looks on. */
async function record(work: Work, entry: Entry, failed: 'failed' | 'not-undone' = 'failed'): Promise<void> {
  try {
    await work.journal.append(entry)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    work.journal.remember(entry)
  }
  if (entry.entry === 'undoing' || entry.entry === 'undone') work.ports.tell({ kind: 'step', step: entry.step, stage: entry.entry })
  if (entry.entry === 'failed') work.ports.tell({ kind: 'step', step: entry.step, stage: failed })
}

function failedEntry(step: StepName, thrown: unknown): Entry {
  return { entry: 'failed', step, code: codeOf(thrown), message: wordsOf(thrown) }
}

function codeOf(thrown: unknown): FailureCode {
  return isFailure(thrown) ? thrown.code : 'BUG'
}

/** The whole chain in one line: the journal is read when the exception is long gone. */
function wordsOf(thrown: unknown): string {
  const words: string[] = []
  for (let link = thrown; link !== undefined && words.length < 8; link = link instanceof Error ? link.cause : undefined) {
    words.push(link instanceof Error ? link.message : String(link))
  }
  return words.join(': ')
}

function unwoundEnding(state: TransactionState, thrown: unknown, notUndone: readonly unknown[]): Closed {
  if (isToStay(state)) return leftUnproven(state, reasonOf(state, thrown))
  const outcome = unwoundOutcome(state)
  const running = outcome === 'stuck' ? null : (state.plan.from?.version ?? null)
  // Whoever is called at night must read why there is no way back, too: it is what has to be repaired first.
  const reason = [reasonOf(state, thrown), ...(outcome === 'stuck' ? notUndone.map(wordsOf) : [])].join('; ')
  return { entry: 'closed', outcome, running, reason, downtimeMs: state.downtimeMs }
}

/** Told by what was undone, not by what failed: a leftover that could not be removed takes nothing away from a proven version. */
function unwoundOutcome(state: TransactionState): Outcome {
  const isBack = (step: StepBefore): boolean => !toUndo(state).includes(step)
  if (!isBack('swap') || !isBack('snapshot') || !isBack('standby')) return 'stuck'
  return state.begun.includes('swap') ? 'rolled-back' : 'refused'
}

function reasonOf(state: TransactionState, thrown: unknown): string {
  const at = state.begun.at(-1)
  const interrupted = at === undefined ? 'it was interrupted before its first step' : `it was interrupted in '${at}'`
  const why = state.failed?.message ?? (thrown === null ? interrupted : wordsOf(thrown))
  return state.wayBack === 'deferred' ? `${why}; the kept version is back and starts later in this boot, nobody has judged it yet` : why
}

/** A kept version that was heard and found ill is final, and so is a restore that failed by its own answer: repeated later, it could take from people what they mended. Everything else that is not undone may be undone by whoever comes next. */
function stillOwed(state: TransactionState, troubles: readonly unknown[]): 'yes' | 'no' {
  const owed = toUndo(state)
  if (owed.length === 0) return 'no'
  const judged = owed.every((step) => step === 'standby' || step === 'snapshot') && troubles.every((one) => isFailure(one) && failureTable[one.code].retry === 'no')
  return judged ? 'no' : 'yes'
}

/**
 * Neither appending `confirmed` nor writing the journal anew came back well. Nobody can say whether the next power cut leaves that line, so both
 * readings must stay right: the new version goes on running, the kept one stays kept, and whoever reads the journal next decides.
 */
function undecided(work: Work, thrown: unknown): Ending {
  const { plan, downtimeMs } = work.journal.state
  const reason = `the new version is healthy, but that could not be recorded: ${wordsOf(thrown)}`
  return { plan, closed: { entry: 'closed', outcome: 'stuck', running: plan.to.version, reason, downtimeMs }, recorded: 'no', troubles: [thrown] }
}

async function close(work: Work, closed: Closed, { troubles, owed }: { readonly troubles: readonly unknown[]; readonly owed: 'yes' | 'no' }): Promise<Ending> {
  const { plan } = work.journal.state
  if (owed === 'yes') return { plan, closed, recorded: 'no', troubles }
  try {
    await work.journal.append(closed)
    return { plan, closed, recorded: 'yes', troubles }
  } catch (thrown) {
    return { plan, closed, recorded: 'no', troubles: [...troubles, thrown] }
  }
}
