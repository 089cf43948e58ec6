/** What a probe saw, once. Probes say what they see; `health` decides what it means. Pure data. */
export type Reading = UnitReading | SampleReading

/** The state of one unit, as systemd tells it. */
export interface UnitReading {
  readonly kind: 'unit'
  readonly probe: string
  /** Monotonic milliseconds. */
  readonly atMs: number
  readonly unit: UnitState
}

/** One answer of any other probe. */
export interface SampleReading {
  readonly kind: 'sample'
  readonly probe: string
  readonly atMs: number
  /**
   * `well` and `ill` may follow each other until the deadline; `fatal` ends the watch at once (a pattern that must never
   * appear, a wrong version); `unknown` means the probe itself could not see, which is never "well" (failures.md F33).
   */
  readonly outcome: 'well' | 'ill' | 'fatal' | 'unknown'
  /** What was seen, in words for people: "HTTP 503 from http://127.0.0.1:8080/health". Already printable. */
  readonly detail: string
}

/** Properties of org.freedesktop.systemd1.Unit and .Service, named as there. */
export interface UnitState {
  readonly name: string
  readonly loadState: string
  readonly activeState: string
  readonly subState: string
  /** `success`, `exit-code`, `signal`, `timeout`, `watchdog`, `start-limit-hit`, `oom-kill` … */
  readonly result: string
  /** 32 hex digits; empty while the unit never ran. */
  readonly invocationId: string
  readonly restarts: number
  readonly mainPid: number
  readonly mainStatus: number
  /** ExecMainStartTimestampMonotonic, microseconds; 0 when it never started. */
  readonly mainStartedUs: number
  /** ActiveEnterTimestampMonotonic and ActiveExitTimestampMonotonic, microseconds. */
  readonly activeEnteredUs: number
  readonly activeLeftUs: number
  readonly unitFileState: string
  readonly needDaemonReload: 'yes' | 'no'
  readonly statusText: string
  /** Device and inode of the main process's executable, `dev:inode`; null when it could not be read. */
  readonly executable: string | null
  /** Process ids of an earlier run that still run the same program (failures.md g14). Absent: nobody looked. */
  readonly leftovers?: readonly number[]
  /** Why it was not even started: `ConditionPathExists=/etc/acme.conf` (g29). Absent: its conditions held, or were never asked. */
  readonly unmetCondition?: string
  /** Somebody asked the manager to stop its last run, which had started well; not because the machine goes down. Absent: it runs, or ended by itself. */
  readonly stopAsked?: 'yes'
  /** A job is queued or running for it: what it is now, it will not be for long. */
  readonly job?: 'yes'
  /** Its start takes longer than systemd would have waited: it asked for more time (EXTEND_TIMEOUT_USEC, sd_notify(3)). Absent: it does not, or it is not starting. */
  readonly startExtended?: 'yes'
  /** Units that start this one when something happens: sockets, paths, timers (g18). Absent: there are none. */
  readonly triggeredBy?: readonly string[]
  /** Units that this one starts when something happens: the services of a socket. Absent: there are none. */
  readonly triggers?: readonly string[]
  /** A socket that starts an instance of its service for each connection (Accept=yes). Absent: it is none. */
  readonly accepts?: 'yes'
  /** Units that stop when this one does: RequiredBy, BoundBy, ConsistsOf. Absent: there are none. */
  readonly requiredBy?: readonly string[]
}

/** A sign that a unit which is not well yet is getting there: its status text changed. */
export interface Progress { readonly atMs: number; readonly said: string }

/** When is a version healthy? Plain numbers, resolved in the plan. */
export interface HealthRule {
  /** By then every probe must read well … */
  readonly deadlineMs: number
  /** A unit that reports progress is waited for until then, at the longest; absent: not longer than `deadlineMs`. */
  readonly deadlineMaxMs?: number
  /** … and stay so, unbroken, for this long (the steady time may end after the deadline). */
  readonly steadyMs: number
  /** Automatic restarts by systemd that are forgiven before the steady time begins. More than this is flapping. */
  readonly restartsMax: number
  /** What each unit looked like before: the new state must be a new invocation. */
  readonly before: readonly UnitBefore[]
  /** Names of probes that must have been heard. */
  readonly probes: readonly string[]
}

export interface UnitBefore {
  readonly name: string
  readonly invocationId: string
  readonly mainStartedUs: number
  /**
   * Automatic restarts that the count began with. systemd does not clear it for a unit that is restarted while it waits for an automatic
   * restart, so the failed version's restarts would be held against the kept one. 0 when it is not said.
   */
  readonly restartsInherited?: number
}

export type Verdict =
  | { readonly kind: 'wait' }
  | { readonly kind: 'healthy'; readonly steadySinceMs: number }
  | { readonly kind: 'unhealthy'; readonly because: string }
  /** Somebody stopped it: nobody can say any more how it would have gone on, and it is not ours to start (failures.md f08). */
  | { readonly kind: 'stopped'; readonly unit: string; readonly invocationId: string }
