import type { LoopbackAnswer, LoopbackRequest } from '../../src/host/loopback-http.ts'
import type { Clock, Command, CommandResult } from '../../src/host/types.ts'
import type { Reading } from '../../src/policy/reading.ts'
import type { JournalSight } from '../../src/systemd/system-journal.ts'
import type { Sight } from '../../src/systemd/watch-unit.ts'
import type { ProbeTools } from '../../src/drivers/probes/driver.ts'
import type { Plan } from '../../src/upgrade/plan.ts'
import type { Probe } from '../../src/upgrade/ports.ts'
import { aPlan } from './a-plan.ts'
import { aUnit, newRun } from './readings.ts'

/** A plan with one unit `jaco.service` and these public paths. */
export function aWatchedPlan(differs: Partial<Plan> = {}): Plan {
  const plan = aPlan({ files: 2 })
  const before = [{ name: 'jaco.service', invocationId: '0'.repeat(31) + '1', mainStartedUs: 1 }]
  return { ...plan, units: [{ name: 'jaco.service', restart: 'restart', then: 'restart' }], health: { ...plan.health, before }, ...differs }
}

export interface Tried { readonly tools: ProbeTools; readonly commands: { readonly command: Command; readonly where: 'alone' | 'beside' }[]; readonly requests: LoopbackRequest[] }
export interface Machinery {
  readonly answers?: readonly CommandResult[]
  readonly http?: readonly LoopbackAnswer[]
  readonly sights?: (unit: string) => readonly Sight[]
  readonly lines?: (invocation: string) => readonly JournalSight[]
  readonly ticks?: number
}

/** Tools that answer what they are told, one after the other, and the last for ever; then they are silent. */
export function someTools({ answers = [], http = [], sights = () => [{ kind: 'state', state: aUnit({ invocationId: newRun }) }], lines = () => [], ticks = 3 }: Machinery): Tried {
  const tried: Omit<Tried, 'tools'> = { commands: [], requests: [] }
  let [asked, requested] = [0, 0]
  const run = (where: 'alone' | 'beside') => ({
    run: async (command: Command): Promise<CommandResult> => {
      tried.commands.push({ command, where })
      return answers[Math.min(asked++, answers.length - 1)] ?? { status: 0, output: '', trouble: null }
    },
  })
  const tools: ProbeTools = {
    clock: countedClock(ticks), alone: run('alone'), beside: run('beside'),
    watchUnit: (unit, signal) => thenSilence(sights(unit), signal),
    followJournal: (invocation, signal) => thenSilence(lines(invocation), signal),
    ask: async (request) => {
      tried.requests.push(request)
      return http[Math.min(requested++, http.length - 1)] ?? { kind: 'none', because: 'nothing was scripted' }
    },
  }
  return { ...tried, tools }
}

/** So many ticks at once, then silence; each look at it is a millisecond later. */
function countedClock(count: number): Clock {
  let nowMs = 0
  const ticks = (_: number, signal: AbortSignal): AsyncIterable<number> => thenSilence(Array.from({ length: count }, (_tick, at) => at), signal)
  return { nowMs: () => nowMs, monotonicMs: () => nowMs++, ticks, deadline: () => new AbortController().signal }
}

/** Lets what was ready before come first, as on a real machine. */
async function* thenSilence<T>(values: readonly T[], signal: AbortSignal): AsyncGenerator<T, void, void> {
  for (const value of values) {
    await new Promise(setImmediate)
    if (signal.aborted) return
    yield value
  }
  if (!signal.aborted) await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }))
}

/** The first so many readings; the probe is then told to stop, and must. */
export async function readingsOf(probe: Probe, count: number, plan: Plan = aWatchedPlan()): Promise<readonly Reading[]> {
  const [end, readings] = [new AbortController(), [] as Reading[]]
  for await (const reading of probe.readings(plan, end.signal)) {
    readings.push(reading)
    if (readings.length === count) end.abort()
  }
  return readings
}

export const outcomesOf = (readings: readonly Reading[]): readonly string[] => readings.map((reading) => (reading.kind === 'unit' ? reading.unit.activeState : `${reading.outcome}: ${reading.detail}`))
