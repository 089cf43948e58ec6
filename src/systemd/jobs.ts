import { setTimeout as pause } from 'node:timers/promises'
import { failure, isFailure } from '../errors.ts'
import { isNamed } from './bus-failure.ts'
import type { Bus } from './bus.ts'
import type { Call, Event } from './connection.ts'
import { askAgainMs, askJobMs, cancelMs, lostJobMs } from './limits.ts'
import { jobInterface, managerInterface, managerPath, propertiesInterface } from './names.ts'
import { unitPath } from './units.ts'

const results = ['done', 'canceled', 'timeout', 'failed', 'dependency', 'skipped', 'invalid', 'assert', 'unsupported', 'collected', 'once', 'frozen', 'concurrency'] as const
/** How a job ended (JobRemoved). A word of a later systemd reads as `failed`: only `done` is good news. */
export type JobResult = (typeof results)[number]
/** `lost`: it has ended, or never begun, while nobody could hear; the unit's state must tell. */
export type JobEnd = JobResult | 'lost'

/** The methods of the manager that queue a job for one unit. */
export type JobMethod = 'StartUnit' | 'StopUnit' | 'RestartUnit' | 'ReloadOrRestartUnit'

/** Queues a job for a unit and answers how it ended. Aborted: cancels the job and answers `canceled`. */
export function runUnitJob(bus: Bus, method: JobMethod, unit: string, signal: AbortSignal): Promise<JobEnd> {
  const call = { path: managerPath, interface: managerInterface, member: method, signature: 'ss', body: [unit, 'replace'] }
  return runJob(bus, { call, unit, signal })
}

/** As above for any method that answers a job, such as StartTransientUnit. */
export async function runJob(bus: Bus, { call, unit, signal }: { readonly call: Call; readonly unit: string; readonly signal: AbortSignal }): Promise<JobEnd> {
  if (signal.aborted) return 'canceled'
  const ends = new Ends()
  // Before the call: the job may end before its own reply arrives.
  const stop = await bus.listen((event) => ends.hear(event))
  try {
    const job = await queue(bus, call, unit)
    return job === null ? await untilIdle(bus, unit, signal) : await untilEnded(bus, { job, ends, signal })
  } finally {
    stop()
  }
}

/** Null: the connection died under the call, so nobody knows whether there is a job. */
async function queue(bus: Bus, call: Call, unit: string): Promise<string | null> {
  try {
    const [job] = await bus.call(call)
    if (typeof job === 'string') return job
  } catch (thrown) {
    if (isNamed(thrown, 'Disconnected', 'NoReply')) return null
    if (isNamed(thrown, 'NoSuchUnit', 'LoadFailed', 'UnitMasked', 'BadUnitSetting', 'NotReferenced', 'OnlyByDependency', 'NoSuchJob', 'JobTypeNotApplicable'))
      throw failure('REFUSED', `unit '${unit}' cannot be touched`, { cause: isFailure(thrown) ? thrown.cause : thrown, next: `Read 'systemctl status ${unit}'.` })
    // A shutdown's own jobs cannot be replaced. That is over with the boot that follows, and says nothing about the unit (failures.md f16).
    if (isNamed(thrown, 'TransactionIsDestructive', 'TransactionJobsConflicting'))
      throw failure('TEMPORARY', `unit '${unit}' cannot be touched now`, { cause: isFailure(thrown) ? thrown.cause : thrown, next: 'If the machine is going down, nothing is to be done: it is settled when it is up again.' })
    throw thrown
  }
  throw failure('PROTOCOL', `${call.member} did not answer with a job`)
}

/** Collects what JobRemoved says, by the job's path, and wakes whoever waits. */
class Ends {
  readonly #results = new Map<string, JobResult>()
  #wake: () => void = () => {}

  hear(event: Event): void {
    if (event.kind === 'signal') {
      const { member, interface: of, body } = event.signal
      if (member !== 'JobRemoved' || of !== managerInterface) return
      const [, path, , result] = body
      if (typeof path === 'string') this.#results.set(path, resultOf(result))
    }
    this.#wake()
  }

  of(job: string): JobResult | null {
    return this.#results.get(job) ?? null
  }

  /** Resolves at the next event, at the latest after this long, and when the signal aborts. */
  async next(milliseconds: number, signal: AbortSignal): Promise<void> {
    const own = new AbortController()
    const heard = new Promise<void>((resolve) => { this.#wake = resolve })
    const timer = pause(milliseconds, undefined, { signal: AbortSignal.any([own.signal, signal]) }).catch(() => {})
    await Promise.race([heard, timer])
    own.abort()
    this.#wake = () => {}
  }
}

function resultOf(word: unknown): JobResult {
  return results.find((result) => result === word) ?? 'failed'
}

interface Waiting { readonly job: string; readonly ends: Ends; readonly signal: AbortSignal }

async function untilEnded(bus: Bus, { job, ends, signal }: Waiting): Promise<JobEnd> {
  // No bound of its own: the manager's own job timeouts and the caller's signal are the bounds.
  while (!signal.aborted) {
    const result = ends.of(job)
    if (result !== null) return result
    await ends.next(askJobMs, signal)
    // The manager answers in order: no such job, and nothing heard of it, means that its signal is lost.
    if (ends.of(job) === null && !signal.aborted && (await isGone(bus, job, signal))) return ends.of(job) ?? 'lost'
  }
  return cancel(bus, { job, ends, signal })
}

async function isGone(bus: Bus, job: string, signal: AbortSignal): Promise<boolean> {
  try {
    await bus.ask({ path: job, interface: propertiesInterface, member: 'Get', signature: 'ss', body: [jobInterface, 'State'] }, { signal })
    return false
  } catch (thrown) {
    return isNamed(thrown, 'NoSuchJob', 'UnknownObject', 'UnknownMethod', 'UnknownInterface')
  }
}

async function cancel(bus: Bus, { job, ends }: Waiting): Promise<JobEnd> {
  const patience = AbortSignal.timeout(cancelMs)
  try {
    await bus.call({ path: job, interface: jobInterface, member: 'Cancel' })
    while (ends.of(job) === null && !patience.aborted) await ends.next(cancelMs, patience)
  } catch {
    // It ended by itself, or the bus is gone: either way there is nothing left to cancel by us.
  }
  return 'canceled'
}

/** Nobody heard whether a job was queued: waits until the unit has none, bounded (failures.md F28). */
async function untilIdle(bus: Bus, unit: string, signal: AbortSignal): Promise<JobEnd> {
  const patience = AbortSignal.any([signal, AbortSignal.timeout(lostJobMs)])
  while (!patience.aborted) {
    if (await isIdle(bus, unit, patience)) return 'lost'
    await pause(askAgainMs, undefined, { signal: patience }).catch(() => {})
  }
  if (signal.aborted) return 'canceled'
  throw failure('UNAVAILABLE', `the service manager went away while it was asked about unit '${unit}', and did not come back`)
}

async function isIdle(bus: Bus, unit: string, signal: AbortSignal): Promise<boolean> {
  try {
    const path = await unitPath(bus, unit, { signal })
    const [job] = await bus.ask({ path, interface: propertiesInterface, member: 'Get', signature: 'ss', body: ['org.freedesktop.systemd1.Unit', 'Job'] }, { signal })
    return Array.isArray(job) && job[0] === 0
  } catch {
    return false
  }
}
