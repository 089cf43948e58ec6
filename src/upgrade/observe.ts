import type { Clock } from '../host/types.ts'
import { judge, nextDeadlineMs, watchBegan } from '../policy/health.ts'
import { progressIn } from '../policy/progress.ts'
import type { HealthRule, Progress, Reading, Verdict } from '../policy/reading.ts'
import { readingsMax } from './limits.ts'
import type { Plan } from './plan.ts'
import type { Ports, Probe } from './ports.ts'

export type Judgement = Exclude<Verdict, { readonly kind: 'wait' }>

/**
 * Watches the units until the judge has made up its mind. Wakes on readings and on the clock, never to look whether something has
 * changed. Both directions are judged here: the new version, and the kept one after a rollback.
 */
export async function observe(plan: Plan, rule: HealthRule, ports: Ports): Promise<Judgement> {
  const startMs = ports.clock.monotonicMs()
  // Nothing was restarted and nobody is asked: a host without a service manager, or a daemon that rests (failures.md g30).
  if (rule.before.length === 0 && rule.probes.length === 0) return { kind: 'healthy', steadySinceMs: startMs }
  const stop = new AbortController()
  const inbox = new Inbox(ports, rule, watchBegan(startMs))
  for (const probe of ports.probes) void inbox.fill(probe, plan, stop.signal)
  try {
    return await awaitVerdict(inbox, rule, ports.clock)
  } finally {
    stop.abort()
  }
}

async function awaitVerdict(inbox: Inbox, rule: HealthRule, clock: Clock): Promise<Judgement> {
  for (;;) {
    const nowMs = clock.monotonicMs()
    const verdict = judge(inbox.readings, rule, nowMs, inbox.progress)
    if (verdict.kind !== 'wait') return verdict
    const wakeMs = nextDeadlineMs(inbox.readings, rule, nowMs, inbox.progress)
    // The deadline is always ahead or decided; should it not be, a watch that cannot end is worse than a rollback.
    if (wakeMs === null) return { kind: 'unhealthy', because: 'no verdict was possible' }
    await inbox.change(clock, wakeMs - nowMs)
  }
}

/** What all probes said, in order of arrival, in bounded memory. */
class Inbox {
  readonly readings: [Reading, ...Reading[]]
  /** The last that was reported: only that one moves the deadline, so that texts need not be remembered. */
  progress: Progress | null = null
  readonly #ports: Ports
  readonly #rule: HealthRule
  #trouble: { readonly thrown: unknown } | null = null
  #wake: () => void = () => {}
  #news = 0
  #seen = 0

  constructor(ports: Ports, rule: HealthRule, first: Reading) {
    this.#ports = ports
    this.#rule = rule
    this.readings = [first]
  }

  /** A probe does not throw; when it does, that is a bug, and it surfaces where the verdict is awaited. */
  async fill(probe: Probe, plan: Plan, signal: AbortSignal): Promise<void> {
    try {
      for await (const reading of probe.readings(plan, signal)) {
        if (signal.aborted) return
        this.#ports.tell({ kind: 'reading', reading })
        this.progress = progressIn(this.readings, reading, this.#rule) ?? this.progress
        remember(this.readings, reading)
        this.#arrived()
      }
    } catch (thrown) {
      this.#trouble ??= signal.aborted ? null : { thrown }
      this.#arrived()
    }
  }

  /** Returns when something arrived since the last call, or this much time has passed. */
  async change(clock: Clock, withinMs: number): Promise<void> {
    if (this.#news === this.#seen) {
      const timer = clock.deadline(withinMs)
      await new Promise<void>((resolve) => {
        this.#wake = resolve
        timer.addEventListener('abort', () => resolve(), { once: true })
      })
    }
    this.#seen = this.#news
    if (this.#trouble !== null) throw this.#trouble.thrown
  }

  #arrived(): void {
    this.#news++
    this.#wake()
  }
}

/** Of a run of equal answers the first and the last tell everything: since when, and until when. */
function remember(readings: Reading[], reading: Reading): void {
  const [before, latest] = readings.filter((one) => subject(one) === subject(reading)).slice(-2)
  if (before !== undefined && latest !== undefined && says(before) === says(reading) && says(latest) === says(reading)) readings.splice(readings.indexOf(latest), 1)
  readings.push(reading)
  // The first one starts the clock of the deadline.
  if (readings.length > readingsMax) readings.splice(1, 1)
}

function subject(reading: Reading): string {
  return reading.kind === 'unit' ? `${reading.probe} ${reading.unit.name}` : reading.probe
}

/** Without the daemon's own status text: one that counts its requests there would push the beginning of its steady time out of memory. */
function says(reading: Reading): string {
  return reading.kind === 'unit' ? JSON.stringify({ ...reading.unit, statusText: '' }) : reading.outcome
}
