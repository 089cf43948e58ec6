import { isFailure } from '../../errors.ts'
import type { HealthRule, UnitState } from '../../policy/reading.ts'
import { lookOnAfterMs } from '../limits.ts'
import type { Plan, PlannedUnit } from '../plan.ts'
import type { Ports, Restarted } from '../ports.ts'

/** `patience`: whose it was that ended: `ours`, after `waitedMs`, or nobody's. `reported`: the sign for which we waited longer than at first; null: we did not. */
export interface PatientEnd { readonly ended: Restarted; readonly patience: 'ours' | 'left'; readonly waitedMs: number; readonly reported: string | null }

type Waiting = Pick<Ports, 'service' | 'clock' | 'tell' | 'onlooker'>

/**
 * The job of one unit, waited for as long as `restartTimeoutMs`. Whenever that has passed the unit is looked at, once: as long as it is starting, and has
 * given a sign of progress since the last look, it is given as long again; but never more than the rule's `deadlineMaxMs` in all, for a daemon can ask
 * for more time for ever (failures.md g09).
 */
export async function patientJob({ restartTimeoutMs }: Pick<Plan, 'restartTimeoutMs'>, unit: Pick<PlannedUnit, 'name' | 'restart'>, ports: Waiting, rule: Pick<HealthRule, 'deadlineMaxMs'>): Promise<PatientEnd> {
  const maxMs = Math.max(restartTimeoutMs, rule.deadlineMaxMs ?? 0)
  const [job, over] = [new AbortController(), new AbortController()]
  let [waitedMs, said, trouble]: [number, string, { readonly thrown: unknown } | null] = [0, '', null]
  let reported: string | null = null
  const giveUp = (thrown: unknown): void => {
    trouble ??= { thrown }
    job.abort()
  }
  const expired = async (spanMs: number): Promise<void> => {
    waitedMs += spanMs
    if (over.signal.aborted) return
    const state = waitedMs < maxMs ? await stateOrNull(unit.name, ports) : null
    const sign = state === null ? null : signOf(state, said)
    if (sign === null) return job.abort()
    said = state?.statusText ?? ''
    reported = sign
    wait(Math.min(restartTimeoutMs, maxMs - waitedMs))
  }
  const wait = (spanMs: number): void => {
    const timer = ports.clock.deadline(spanMs)
    if (timer.aborted) void expired(spanMs).catch(giveUp)
    else timer.addEventListener('abort', () => void expired(spanMs).catch(giveUp), { once: true })
  }
  wait(restartTimeoutMs)
  void tellStart(unit.name, ports, over.signal).catch(giveUp)
  try {
    const ended = await ports.service.job(unit.name, unit.restart, job.signal)
    if (trouble !== null) throw (trouble as { readonly thrown: unknown }).thrown
    return { ended, patience: job.signal.aborted ? 'ours' : 'left', waitedMs, reported }
  } finally {
    over.abort()
  }
}

/** A unit's text is forgotten when it is started: whatever it says by the first look is new. Words for people; null: it is not starting, or says nothing new. */
function signOf({ activeState, subState, statusText, startExtended }: UnitState, said: string): string | null {
  if (activeState !== 'activating' || subState === 'auto-restart') return null
  if (statusText !== said && statusText !== '') return statusText
  return startExtended === undefined ? null : statusText === '' ? 'it asked for more time to start' : statusText
}

/** What a unit that is starting says of itself, for whoever looks on. Not at once: the usual restart is over by then, and looking takes from it the processor that it needs. */
async function tellStart(name: string, { onlooker, clock, tell }: Waiting, signal: AbortSignal): Promise<void> {
  if (onlooker === undefined) return
  await firstOf(clock.deadline(lookOnAfterMs), signal)
  if (signal.aborted) return
  let said = ''
  for await (const unit of onlooker.states(name, signal)) {
    if (signal.aborted) return
    if (unit.activeState === 'activating' && unit.statusText !== said) tell({ kind: 'reading', reading: { kind: 'unit', probe: 'unit', atMs: clock.monotonicMs(), unit } })
    if (unit.activeState === 'activating') said = unit.statusText
  }
}

function firstOf(...signals: readonly AbortSignal[]): Promise<void> {
  return new Promise((resolve) => { for (const signal of signals) signal.addEventListener('abort', () => resolve(), { once: true }) })
}

/** Not seeing it is no sign, and no reason to fail either: the job's own end says what became of it. */
export async function stateOrNull(unit: string, { service }: Pick<Ports, 'service'>): Promise<UnitState | null> {
  try {
    return await service.state(unit)
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    return null
  }
}
