import { isAtRest } from './at-rest.ts'
import { restartsBySomebodyMax, stoppedGraceMs } from './limits.ts'
import type { HealthRule, Progress, Reading, SampleReading, UnitBefore, UnitReading, Verdict } from './reading.ts'
import { unitTrouble } from './unit-trouble.ts'

/**
 * Is it healthy? Pure: the readings so far in order of time, the rule, and now (monotonic milliseconds).
 *
 * Sample and hold: every required unit and probe counts as it was last seen, and is *well since* the first reading of its
 * unbroken well run. The streak is the youngest of these. Healthy: the streak is `steadyMs` old *and* every probe was still
 * well when asked again at its end; a probe that is not heard again is waited for as long as the steady time once more.
 * Unhealthy at once: a `fatal` sample, a unit that systemd gave up, more automatic restarts than are forgiven. Unhealthy at the
 * deadline, which runs from the first reading (see `watchBegan`): no streak is running then; later a broken streak is final.
 * Stopped: somebody asked systemd to stop a unit that had started, and it stays so. Somebody's restart begins the deadline anew (f08, f09), and so
 * does the last `progress` that was reported, but never beyond `deadlineMaxMs`: a text that changes for ever must not keep an ill daemon (g09).
 * Units that the rule does not name, and `well` from probes that it does not name, do not count.
 */
export function judge(readings: readonly Reading[], rule: HealthRule, nowMs: number, progress: Progress | null = null): Verdict {
  const atOnce = firstCertain(readings.map((reading) => certainly(reading, rule)))
  if (atOnce !== null) return { kind: 'unhealthy', because: atOnce }
  const stopped = rule.before.map((before) => stopOf(readings, before)).find((stop) => stop !== null && nowMs >= stop.sinceMs + stoppedGraceMs) ?? null
  if (stopped !== null) return { kind: 'stopped', unit: stopped.unit, invocationId: stopped.invocationId }
  const states = statesOf(readings, rule)
  const sinceMs = streakOf(states, nowMs)
  if (sinceMs !== null && nowMs >= provenAtMs(states, sinceMs, rule)) return { kind: 'healthy', steadySinceMs: sinceMs }
  const deadline = deadlineOf(readings, rule, progress)
  if (deadline === null || nowMs < deadline.atMs) return { kind: 'wait' }
  if (sinceMs !== null && sinceMs <= deadline.atMs) return { kind: 'wait' }
  return { kind: 'unhealthy', because: lateReason(states, sinceMs, deadline) }
}

/** When to look again if no reading arrives until then; null: never, the verdict cannot change by itself. */
export function nextDeadlineMs(readings: readonly Reading[], rule: HealthRule, nowMs: number, progress: Progress | null = null): number | null {
  const states = statesOf(readings, rule)
  const sinceMs = streakOf(states, nowMs)
  const stops = rule.before.map((before) => stopOf(readings, before)).filter((stop) => stop !== null)
  const moments = [deadlineOf(readings, rule, progress)?.atMs ?? null, ...stops.map((stop) => stop.sinceMs + stoppedGraceMs)]
  if (sinceMs !== null) moments.push(sinceMs + rule.steadyMs, provenAtMs(states, sinceMs, rule))
  const ahead = moments.filter((moment): moment is number => moment !== null && moment > nowMs)
  return ahead.length === 0 ? null : Math.min(...ahead)
}

/** Whether everything that is required reads well at its last reading. */
export function isAllWell(readings: readonly Reading[], rule: HealthRule): boolean {
  return statesOf(readings, rule).every((state) => state.wellSinceMs !== null)
}

/** Starts the clock of the deadline although no probe was heard yet: the first reading to be put into the array. */
export function watchBegan(atMs: number): SampleReading {
  return { kind: 'sample', probe: '(watch)', atMs, outcome: 'unknown', detail: 'the watch began' }
}

/** One required unit or probe. `wellSinceMs` null: not well now. */
interface State {
  readonly what: string
  readonly wellSinceMs: number | null
  readonly lastAtMs: number
  readonly heldBy: 'events' | 'samples'
  /** The last thing that was wrong, also while it is well again. */
  readonly trouble: string
}

function statesOf(readings: readonly Reading[], rule: HealthRule): readonly State[] {
  return [...rule.before.map((before) => unitState(readings, before)), ...rule.probes.map((probe) => probeState(readings, probe))]
}

function unitState(readings: readonly Reading[], before: UnitBefore): State {
  const what = `unit '${before.name}'`
  let state: State = { what, wellSinceMs: null, lastAtMs: -Infinity, heldBy: 'events', trouble: 'was not seen' }
  let last: UnitReading | null = null
  for (const reading of readings) {
    if (reading.kind !== 'unit' || reading.unit.name !== before.name) continue
    const trouble = unitTrouble(reading.unit, before)
    const goesOn = last !== null && sameRun(last, reading)
    const wellSinceMs = trouble !== null ? null : goesOn ? (state.wellSinceMs ?? reading.atMs) : reading.atMs
    const broke = last === null || goesOn ? state.trouble : 'was started anew'
    state = { what, wellSinceMs, lastAtMs: reading.atMs, heldBy: 'events', trouble: trouble ?? broke }
    last = reading
  }
  return state
}

/** A new invocation, main process or automatic restart between two looks is a break, however well both looks are (f09, g03). */
function sameRun(a: UnitReading, b: UnitReading): boolean {
  return a.unit.invocationId === b.unit.invocationId && a.unit.mainStartedUs === b.unit.mainStartedUs && a.unit.restarts === b.unit.restarts
}

/** A probe that reads units is well as long as it can see: what it sees is judged unit by unit. */
function probeState(readings: readonly Reading[], probe: string): State {
  const what = `probe '${probe}'`
  let state: State = { what, wellSinceMs: null, lastAtMs: -Infinity, heldBy: 'samples', trouble: 'was not heard' }
  for (const reading of readings) {
    if (reading.probe !== probe) continue
    const well = reading.kind === 'unit' || reading.outcome === 'well'
    const heldBy = reading.kind === 'unit' ? 'events' : 'samples'
    const trouble = reading.kind === 'unit' || well ? state.trouble : saysOf(reading)
    state = { what, wellSinceMs: well ? (state.wellSinceMs ?? reading.atMs) : null, lastAtMs: reading.atMs, heldBy, trouble }
  }
  return state
}

function saysOf(sample: SampleReading): string {
  return sample.outcome === 'unknown' ? `could not see: ${sample.detail}` : `says: ${sample.detail}`
}

function streakOf(states: readonly State[], nowMs: number): number | null {
  // Nothing is required (every unit rests): nothing to wait for (g30).
  if (states.length === 0) return nowMs
  return states.some((state) => state.wellSinceMs === null) ? null : Math.max(...states.map((state) => state.wellSinceMs ?? Infinity))
}

/** Nothing required is proven at once; else at the end of the steady time, when every sampling probe was heard again since. */
function provenAtMs(states: readonly State[], sinceMs: number, rule: HealthRule): number {
  if (states.length === 0) return sinceMs
  const steadyAtMs = sinceMs + rule.steadyMs
  const heardAgain = states.every((state) => state.heldBy === 'events' || state.lastAtMs >= steadyAtMs)
  return heardAgain ? steadyAtMs : steadyAtMs + rule.steadyMs
}

/** `afterMs`: how long after the beginning, as it is told. `reported`: the progress without which it would have been sooner. */
interface Deadline { readonly atMs: number; readonly afterMs: number; readonly reported: string | null }

function deadlineOf(readings: readonly Reading[], rule: HealthRule, progress: Progress | null): Deadline | null {
  const first = readings[0]
  if (first === undefined) return null
  const restarts = rule.before.flatMap((before) => restartsBySomebody(readings, before)).toSorted((a, b) => a - b).slice(0, restartsBySomebodyMax)
  const atMs = Math.max(first.atMs, ...restarts) + rule.deadlineMs
  const extendedMs = progress === null ? -Infinity : Math.min(progress.atMs + rule.deadlineMs, first.atMs + (rule.deadlineMaxMs ?? rule.deadlineMs))
  if (progress === null || extendedMs <= atMs) return { atMs, afterMs: rule.deadlineMs, reported: null }
  return { atMs: extendedMs, afterMs: extendedMs - first.atMs, reported: progress.said }
}

/** When somebody started the unit anew: another run, and yet systemd did not restart it by itself. The first run is ours. */
function restartsBySomebody(readings: readonly Reading[], before: UnitBefore): readonly number[] {
  const runs = readings.filter((reading) => reading.kind === 'unit').filter(({ unit }) => unit.name === before.name && unit.invocationId !== '' && unit.invocationId !== before.invocationId)
  return runs.flatMap((reading, index) => {
    const last = runs[index - 1]?.unit
    const isAnother = last !== undefined && last.invocationId !== reading.unit.invocationId
    return isAnother && reading.unit.restarts <= last.restarts ? [reading.atMs] : []
  })
}

/** Since when somebody keeps a run of ours stopped; null: nobody does, or not any more. */
function stopOf(readings: readonly Reading[], { name, invocationId }: UnitBefore): { readonly unit: string; readonly invocationId: string; readonly sinceMs: number } | null {
  const seen = readings.filter((reading) => reading.kind === 'unit').filter(({ unit }) => unit.name === name)
  const since = seen.slice(seen.findLastIndex(({ unit }) => !isStopped(unit)) + 1)
  const [first] = since
  return first === undefined || first.unit.invocationId === invocationId ? null : { unit: name, invocationId: first.unit.invocationId, sinceMs: first.atMs }
}

/** With a job it is on its way to something else: the second half of somebody's restart. */
function isStopped(unit: UnitReading['unit']): boolean {
  return isAtRest(unit) && unit.stopAsked === 'yes'
}

/** What no later reading can mend. */
function certainly(reading: Reading, rule: HealthRule): string | null {
  if (reading.kind === 'sample') return reading.outcome === 'fatal' ? `probe '${reading.probe}' says: ${reading.detail}` : null
  const before = rule.before.find((one) => one.name === reading.unit.name)
  if (before === undefined) return null
  const trouble = unitTrouble(reading.unit, before)
  // Nobody will start it: its condition was asked, and the answer was no (g29).
  if (reading.unit.activeState === 'inactive' && reading.unit.unmetCondition !== undefined) return `unit '${before.name}' ${trouble ?? 'was not started'}`
  // Since systemd 254 `failed` is also the moment before an automatic restart.
  const gaveUp = reading.unit.activeState === 'failed' && reading.unit.subState !== 'failed-before-auto-restart' && reading.unit.stopAsked === undefined
  if (gaveUp) return `unit '${before.name}' ${trouble ?? 'failed'}${reading.unit.restarts === 0 ? '' : `, after systemd restarted it ${times(reading.unit.restarts)}`}`
  const restarts = reading.unit.restarts - (before.restartsInherited ?? 0)
  if (restarts <= rule.restartsMax || reading.unit.invocationId === before.invocationId) return null
  return `unit '${before.name}' keeps failing: systemd restarted it ${times(restarts)}${trouble === null ? '' : `; it ${trouble}`}`
}

function firstCertain(reasons: readonly (string | null)[]): string | null {
  return reasons.find((reason) => reason !== null) ?? null
}

function times(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}

function lateReason(states: readonly State[], sinceMs: number | null, { afterMs, reported }: Deadline): string {
  // All are well now, but the youngest of them became so too late: say what it was before.
  const late = (state: State): boolean => (sinceMs === null ? state.wellSinceMs === null : state.wellSinceMs === sinceMs)
  const reasons = states.filter(late).map((state) => `${state.what} ${state.trouble}`)
  const extended = reported === null ? '' : ` (its deadline was extended while it reported progress: '${reported}')`
  return `${sinceMs === null ? 'not well' : 'well too late'} after ${Math.round(afterMs) / 1000} s${extended}: ${reasons.join('; ')}`
}
