import { failure } from '../errors.ts'
import { unitKind } from '../formats/unit-kind.ts'
import { startGraceMs } from './limits.ts'

/** Properties of org.freedesktop.systemd1.Unit and .Service, named as there. The same shape as policy's: rooms of one floor do not meet. */
export interface UnitState {
  readonly name: string
  readonly loadState: string
  readonly activeState: string
  readonly subState: string
  readonly result: string
  /** 32 hex digits; empty while the unit never ran. */
  readonly invocationId: string
  readonly restarts: number
  readonly mainPid: number
  readonly mainStatus: number
  /** Microseconds of the monotonic clock, as the three below; 0 when it never happened. */
  readonly mainStartedUs: number
  readonly activeEnteredUs: number
  readonly activeLeftUs: number
  readonly unitFileState: string
  readonly needDaemonReload: 'yes' | 'no'
  readonly statusText: string
  /** Device and inode of the main process's executable, `dev:inode`; null when it could not be read. */
  readonly executable: string | null
  /** Process ids of an earlier run that still run the same program. Absent: nobody looked. */
  readonly leftovers?: readonly number[]
  /** Why it was not even started: `ConditionPathExists=/etc/acme.conf`. Absent: its conditions held, or were never asked. */
  readonly unmetCondition?: string
  /** Somebody asked the manager to stop its last run, which had started well; not because the machine goes down. Absent: it runs, or ended by itself. */
  readonly stopAsked?: 'yes'
  /** A job is queued or running for it: what it is now, it will not be for long. */
  readonly job?: 'yes'
  /** Its start takes longer than its TimeoutStartSec=, and the manager waits: it asked for more time (EXTEND_TIMEOUT_USEC, sd_notify(3)). Absent: it does not, or it is not starting. */
  readonly startExtended?: 'yes'
  /** Units that start this one when something happens: sockets, paths, timers. Absent: there are none. */
  readonly triggeredBy?: readonly string[]
  /** Units that this one starts when something happens: the services of a socket. Absent: there are none. */
  readonly triggers?: readonly string[]
  /** A socket that starts an instance of its service for each connection (Accept=yes). Absent: it is none. */
  readonly accepts?: 'yes'
  /** Units that stop when this one does: RequiredBy, BoundBy, ConsistsOf. Absent: there are none. */
  readonly requiredBy?: readonly string[]
}

/** What the manager said, by name. A signal says only what changed. */
export type Properties = Readonly<Record<string, unknown>>

/** PROTOCOL when a property has another type than systemd documents. Units that are no services have no Service properties. */
export function unitStateOf(name: string, properties: Properties, executable: string | null): UnitState {
  const read = new Reader(name, properties)
  return {
    name,
    loadState: read.text('LoadState'),
    activeState: read.text('ActiveState'),
    subState: read.text('SubState'),
    result: read.text('Result', 'success'),
    invocationId: read.hex('InvocationID'),
    restarts: read.number('NRestarts', 0),
    mainPid: read.number('MainPID', 0),
    mainStatus: read.number('ExecMainStatus', 0),
    mainStartedUs: read.number('ExecMainStartTimestampMonotonic', 0),
    activeEnteredUs: read.number('ActiveEnterTimestampMonotonic', 0),
    activeLeftUs: read.number('ActiveExitTimestampMonotonic', 0),
    unitFileState: read.text('UnitFileState', ''),
    needDaemonReload: properties['NeedDaemonReload'] === true ? 'yes' : 'no',
    statusText: read.text('StatusText', ''),
    executable,
    ...unmetConditionIn(properties),
    ...stopIn(name, properties),
    ...jobIn(properties),
    ...(properties['Accept'] === true ? { accepts: 'yes' as const } : {}),
    ...neighboursIn(properties),
  }
}

/** `ConditionResult` of a unit that was never started is false, too: its time tells. */
function unmetConditionIn(properties: Properties): Pick<UnitState, 'unmetCondition'> {
  if (properties['ConditionResult'] !== false || Number(properties['ConditionTimestampMonotonic'] ?? 0) === 0) return {}
  const conditions: readonly unknown[] = Array.isArray(properties['Conditions']) ? properties['Conditions'] : []
  for (const condition of conditions) {
    const [type, , isNegated, value, state]: readonly unknown[] = Array.isArray(condition) ? condition : []
    if (typeof state === 'number' && state < 0) return { unmetCondition: `${String(type)}=${isNegated === true ? '!' : ''}${String(value)}` }
  }
  return { unmetCondition: 'one of its conditions' }
}

/** Ended because of the daemon, whatever the order of things was. */
const endsOfItsOwn: readonly unknown[] = ['watchdog', 'oom-kill', 'start-limit-hit', 'protocol', 'resources']

/**
 * Who ended the last run is told by the order of systemd's own timestamps: a daemon that dies has ended before its unit leaves `active`, one that is asked
 * to stop ends afterwards. Only of a run that had become active: a restart of which the start fails was asked for, too, but that is no wish to stop.
 */
function stopIn(name: string, properties: Properties): Pick<UnitState, 'stopAsked'> {
  const at = (property: string): number => Number(properties[property] ?? 0)
  const hasStopped = ['inactive', 'failed', 'deactivating'].includes(String(properties['ActiveState']))
  const [startedUs, enteredUs, leftUs] = [at('InactiveExitTimestampMonotonic'), at('ActiveEnterTimestampMonotonic'), at('ActiveExitTimestampMonotonic')]
  const wasActive = enteredUs > 0 && enteredUs >= startedUs && leftUs >= enteredUs
  // What has no main process, a socket or a timer, does not die by itself: it fails, with a result of its own, or is stopped.
  const livedOn = unitKind(name) !== 'service' ? properties['Result'] === 'success' : at('MainPID') !== 0 || at('ExecMainExitTimestampMonotonic') > leftUs
  return hasStopped && wasActive && livedOn && !endsOfItsOwn.includes(properties['Result']) ? { stopAsked: 'yes' } : {}
}

/** `(uo)`: number and path; 0 is none. */
function jobIn(properties: Properties): Pick<UnitState, 'job'> {
  const job: unknown = properties['Job']
  return Array.isArray(job) && Number(job[0]) !== 0 ? { job: 'yes' } : {}
}

function neighboursIn(properties: Properties): Pick<UnitState, 'triggeredBy' | 'triggers' | 'requiredBy'> {
  const named = (...of: readonly string[]): readonly string[] => [...new Set(of.flatMap((one): readonly unknown[] => { const names = properties[one]; return Array.isArray(names) ? names : [] }).map(String))]
  const [triggeredBy, triggers, requiredBy] = [named('TriggeredBy'), named('Triggers'), named('RequiredBy', 'BoundBy', 'ConsistsOf')]
  return { ...(triggeredBy.length === 0 ? {} : { triggeredBy }), ...(triggers.length === 0 ? {} : { triggers }), ...(requiredBy.length === 0 ? {} : { requiredBy }) }
}

/**
 * The manager fails a start at its timeout, unless the daemon asked for more time: one that goes on has. Its clock begins right before the main process
 * of the run does; a start without one, and what comes after it (ExecStartPost=), have clocks that nobody tells. `nowUs`: of the monotonic clock.
 */
export function startExtendedIn(properties: Properties, nowUs: number): Pick<UnitState, 'startExtended'> {
  const at = (name: string): number => Number(properties[name] ?? 0)
  const isStarting = properties['ActiveState'] === 'activating' && properties['SubState'] === 'start' && at('MainPID') !== 0
  const isLate = nowUs - at('ExecMainStartTimestampMonotonic') > at('TimeoutStartUSec') + startGraceMs * 1000
  return isStarting && at('TimeoutStartUSec') > 0 && isLate ? { startExtended: 'yes' } : {}
}

/** As the manager sends it: a plain object of plain values. */
export function propertiesIn(value: unknown, where: string): Properties {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw failure('PROTOCOL', `${where}: the service manager's answer is not a set of properties`)
}

class Reader {
  readonly #name: string
  readonly #properties: Properties

  constructor(name: string, properties: Properties) {
    this.#name = name
    this.#properties = properties
  }

  text(property: string, fallback?: string): string {
    const value = this.#properties[property] ?? fallback
    return typeof value === 'string' ? value : this.#wrong(property, 'text')
  }

  /** 64-bit values arrive as bigint; microseconds since boot and counters are exact as numbers for 285 years. */
  number(property: string, fallback: number): number {
    const value = this.#properties[property] ?? fallback
    const number = typeof value === 'bigint' ? Number(value) : value
    return typeof number === 'number' ? number : this.#wrong(property, 'a number')
  }

  hex(property: string): string {
    const value = this.#properties[property] ?? new Uint8Array()
    return value instanceof Uint8Array ? Buffer.from(value).toString('hex') : this.#wrong(property, 'bytes')
  }

  #wrong(property: string, wanted: string): never {
    throw failure('PROTOCOL', `property ${property} of unit '${this.#name}' is not ${wanted}`)
  }
}
