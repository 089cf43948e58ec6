import { hrtime } from 'node:process'
import { failure } from '../errors.ts'
import { isNamed } from './bus-failure.ts'
import type { Bus } from './bus.ts'
import type { Event } from './connection.ts'
import { runJob, runUnitJob } from './jobs.ts'
import { forgottenMs, timerAccuracyMs } from './limits.ts'
import { managerInterface, managerPath, propertiesInterface } from './names.ts'
import { Queue } from './queue.ts'
import type { Property } from './sandbox.ts'

/** A timer without a file, which runs once and is then forgotten; `list-timers` shows it like any other. */
export interface OnceTimer {
  /** `*.timer`, of which there is no file. It starts the service of the same name: a transient timer cannot be told another. */
  readonly name: string
  readonly description: string
  readonly afterMs: number
  /** Anywhere in so much time more: fixed for each host and each name. */
  readonly delayMs: number
}

/** Starts a timer that will start its service once; one of the same name that waits already is replaced. Gone after a reboot. */
export async function startOnce(bus: Bus, timer: OnceTimer): Promise<void> {
  const forgotten = new Queue<'forgotten'>(64)
  const stop = await bus.listen((event) => { if (isForgotten(event, timer.name)) forgotten.put('forgotten') })
  try {
    await stopOnce(bus, timer.name)
    const patience = AbortSignal.timeout(forgottenMs)
    for await (const _ of attempts(forgotten, patience)) if (await started(bus, timer, patience)) return
    await start(bus, timer)
  } finally {
    stop()
  }
}

/** One at once, and one whenever the manager has forgotten a unit of that name. */
async function* attempts(forgotten: Queue<'forgotten'>, patience: AbortSignal): AsyncGenerator<'try', void, void> {
  yield 'try'
  for await (const _ of forgotten.read(patience)) yield 'try'
}

/** A timer that is not there is fine. */
export async function stopOnce(bus: Bus, name: string): Promise<void> {
  try {
    await bus.ask({ path: managerPath, interface: managerInterface, member: 'GetUnit', signature: 's', body: [name] })
  } catch (thrown) {
    // Not loaded: to stop it would be to load it, and then it is there, without a file, and in the way of the next.
    if (isNamed(thrown, 'NoSuchUnit')) return
    throw thrown
  }
  await runUnitJob(bus, 'StopUnit', name, AbortSignal.timeout(forgottenMs))
}

/** False: the one that was stopped is not forgotten yet. */
async function started(bus: Bus, timer: OnceTimer, patience: AbortSignal): Promise<boolean> {
  try {
    await start(bus, timer)
    return true
  } catch (thrown) {
    if (!isNamed(thrown, 'UnitExists') || patience.aborted) throw thrown
    return false
  }
}

async function start(bus: Bus, timer: OnceTimer): Promise<void> {
  const properties = propertiesOf(timer, await sinceStartMs(bus))
  const call = { path: managerPath, interface: managerInterface, member: 'StartTransientUnit', signature: 'ssa(sv)a(sa(sv))', body: [timer.name, 'replace', properties, []] }
  await runJob(bus, { call, unit: timer.name, signal: new AbortController().signal })
}

/** How long the manager has run. By the clock that its timers go by, which stands still while the machine is suspended. */
async function sinceStartMs(bus: Bus): Promise<bigint> {
  const [began] = await bus.ask({ path: managerPath, interface: propertiesInterface, member: 'Get', signature: 'ss', body: [managerInterface, 'UserspaceTimestampMonotonic'] })
  if (typeof began !== 'bigint' && typeof began !== 'number') throw failure('PROTOCOL', 'the service manager did not say when it began')
  // Whole milliseconds: more than that the manager forgets when it is reloaded.
  return (hrtime.bigint() / 1000n - BigInt(began)) / 1000n
}

/** Not OnActiveSec=: every daemon-reload begins to count that anew, so on a busy host the time would never come. */
function propertiesOf({ description, afterMs, delayMs }: OnceTimer, startedMs: bigint): readonly Property[] {
  const us = (milliseconds: number): bigint => BigInt(Math.max(0, Math.round(milliseconds))) * 1000n
  return [
    ['Description', ['s', description]],
    ['CollectMode', ['s', 'inactive-or-failed']],
    ['TimersMonotonic', ['a(st)', [['OnStartupSec', startedMs * 1000n + us(afterMs)]]]],
    ['RandomizedDelayUSec', ['t', us(delayMs)]],
    ['FixedRandomDelay', ['b', true]],
    ['AccuracyUSec', ['t', us(timerAccuracyMs)]],
    // Once it has run it is nothing that anybody wants to see.
    ['RemainAfterElapse', ['b', false]],
  ]
}

function isForgotten(event: Event, name: string): boolean {
  if (event.kind === 'gap') return true
  const { member, interface: of, body } = event.signal
  return member === 'UnitRemoved' && of === managerInterface && body[0] === name
}
