import { lateCrash } from '../policy/late-crash.ts'
import { printable } from '../formats/printable.ts'
import type { Probation, ProbationEnd } from './journal/entry.ts'
import type { TransactionState } from './journal/fold.ts'
import { reopenJournal, type Journals } from './journal/journal.ts'
import { lastWordsCharactersMax, lastWordsLinesMax, probationBackTriesMax } from './limits.ts'
import type { Plan } from './plan.ts'
import { judgedUnits } from './planned-units.ts'
import type { Service } from './ports.ts'
import { readRecords, type TransactionRecord } from './memory/records.ts'

/** Who stands guard when we have gone: the service manager. Both may be repeated, after a crash in their middle too. */
export interface Guard {
  /** From now on a crash of one of the plan's units calls us back, and so does the end of this time. */
  set(plan: Plan, leftMs: number): Promise<void>
  /** Nobody calls us any more. Fine when nobody was asked to. */
  lift(plan: Plan): Promise<void>
}

export interface ProbationPorts {
  readonly journals: Journals
  readonly guard: Guard
  readonly service: Pick<Service, 'state' | 'journalTail'>
}

/** `boot`: before the apps' units, nothing can have crashed yet. `over`: the guard itself says that the time has passed, by a clock that nobody sets. */
export type Moment = 'now' | 'boot' | 'over'

/** What became of the newest transaction's probation when it was looked after. */
export type Tended =
  | { readonly kind: 'nothing' }
  /** Under way, and guarded. */
  | { readonly kind: 'guarded'; readonly state: TransactionState }
  | { readonly kind: 'passed'; readonly state: TransactionState }
  /** Recorded, and nothing else done about it yet. `lines`: its last words. */
  | { readonly kind: 'crashed'; readonly state: TransactionState; readonly because: string; readonly lines: readonly string[] }

const nothing: Tended = { kind: 'nothing' }

/**
 * Begins the probation that a closed upgrade's plan asks for, guards it anew after a reboot, and ends it; safe to repeat at any time, which is how a
 * crash in the middle of any of it is mended. The caller holds the lock, and has settled whatever was open.
 */
export async function tend(ports: ProbationPorts, moment: Moment): Promise<Tended> {
  const records = await readRecords(ports.journals.disk, ports.journals.directory)
  const state = records.at(-1)?.state ?? null
  if (state === null) return nothing
  const dead = crashOwed(records)
  if (dead !== null) {
    // Who recorded it may have died right after.
    await ports.guard.lift(dead.state.plan)
    return { kind: 'crashed', ...dead, lines: [] }
  }
  const leftMs = leftOf(state, ports.journals.clock.nowMs())
  if (leftMs === null) return finished(ports, state)
  const crash = moment === 'boot' || state.probation === null ? null : await crashOf(state.plan, ports)
  if (crash !== null) return crashed(state, crash, ports)
  if (state.probation !== null && (leftMs === 0 || moment === 'over')) return end(state, ports)
  // Durable before its first effect: whoever finds the entry without the effect makes it again, the other way round nobody would.
  if (state.probation === null) await say(ports, state, { entry: 'probation', stage: 'began', untilMs: ports.journals.clock.nowMs() + leftMs })
  await ports.guard.set(state.plan, leftMs)
  return { kind: 'guarded', state }
}

/** Another transaction begins: whatever is under way is over. What crashed already is remembered as such, whoever comes first. */
export async function leave(ports: ProbationPorts): Promise<void> {
  const state = (await readRecords(ports.journals.disk, ports.journals.directory)).at(-1)?.state ?? null
  if (state === null) return
  if (leftOf(state, ports.journals.clock.nowMs()) === null || state.probation === null) return ports.guard.lift(state.plan)
  const crash = await crashOf(state.plan, ports)
  if (crash !== null) return void await crashed(state, crash, ports)
  await ports.guard.lift(state.plan)
  await say(ports, state, ended('left', 'another transaction began'))
}

/**
 * What is left of it, in milliseconds: never more than its whole length, so that a clock that was set back cannot prolong it. Null: it has none, or no
 * more. One that was closed and did not begin, because the process died in between, runs from the moment in which it was closed.
 */
export function leftOf({ plan, closed, probation, latestAtMs }: TransactionState, nowMs: number): number | null {
  if (closed?.outcome !== 'upgraded' || plan.probation === undefined || probation?.ended !== undefined && probation.ended !== null) return null
  const [fromMs, untilMs] = probation === null ? [latestAtMs, latestAtMs + plan.probation.forMs] : [probation.beganAtMs, probation.untilMs]
  const leftMs = Math.min(Math.max(0, untilMs - nowMs), untilMs - fromMs)
  return probation === null && leftMs === 0 ? null : leftMs
}

/** The units that are on probation: those that the upgrade restarted. */
export function unitsOnProbation(plan: Plan): readonly string[] {
  return judgedUnits(plan.units).filter((unit) => unit.then === 'restart').map((unit) => unit.name)
}

/**
 * A crash that is to be rolled back, and was not yet: who recorded it died before the way back began, or in its middle, so that it was undone. A way
 * back that was tried and failed for a reason of its own is not tried again by itself.
 */
export function crashOwed(records: readonly TransactionRecord[]): { readonly state: TransactionState; readonly because: string } | null {
  const at = records.findLastIndex(({ state }) => state?.closed?.outcome === 'upgraded')
  const state = records[at]?.state ?? null
  const ended = state?.probation?.ended ?? null
  if (state === null || ended?.how !== 'crashed' || state.plan.probation?.then !== 'roll-back') return null
  const since = records.slice(at + 1)
  const isOwed = since.length < probationBackTriesMax && since.every((record) => record.state !== null && record.state.closed !== null && record.state.failed === null)
  return isOwed ? { state, because: ended.because ?? 'it crashed' } : null
}

async function end(state: TransactionState, ports: ProbationPorts): Promise<Tended> {
  await ports.guard.lift(state.plan)
  await say(ports, state, ended('passed', null))
  return { kind: 'passed', state }
}

async function say({ journals }: ProbationPorts, { plan }: TransactionState, entry: Probation): Promise<void> {
  await (await reopenJournal(journals, plan.transaction)).append(entry)
}

/** Who recorded its end may have died before the guard was lifted. */
async function finished({ guard }: ProbationPorts, state: TransactionState): Promise<Tended> {
  if (state.probation?.ended?.how === 'crashed') await guard.lift(state.plan)
  return nothing
}

/** Recorded first: a crash that nobody wrote down would be forgotten, a guard too many is not in anybody's way. */
async function crashed(state: TransactionState, { because, lines }: Crash, ports: ProbationPorts): Promise<Tended> {
  await say(ports, state, ended('crashed', because))
  await ports.guard.lift(state.plan)
  return { kind: 'crashed', state, because, lines }
}

function ended(how: ProbationEnd, because: string | null): Probation {
  return { entry: 'probation', stage: 'ended', how, because }
}

interface Crash { readonly because: string; readonly lines: readonly string[] }

/** By evidence: how the units are now, whoever called us and for whatever reason. */
async function crashOf(plan: Plan, { service }: ProbationPorts): Promise<Crash | null> {
  for (const name of unitsOnProbation(plan)) {
    const unit = await service.state(name)
    const trouble = lateCrash(unit, plan.health.restartsMax)
    if (trouble === null) continue
    const lines = unit.invocationId === '' ? [] : (await service.journalTail(name, unit, lastWordsLinesMax)).slice(-lastWordsLinesMax)
    return { because: `unit '${name}' ${trouble}`, lines: lines.map((line) => printable(line, lastWordsCharactersMax)) }
  }
  return null
}
