import type { Again, FailureCode } from '../errors.ts'
import type { Forecast } from '../policy/forecast.ts'
import type { Hold, Occasion, Pin, Weighed } from '../policy/standing.ts'
import type { Closed, Outcome, ProbationEnd } from './journal/entry.ts'
import type { FinalEvent } from './final-events.ts'
import type { Plan } from './plan.ts'
import type { UpgradeEvent } from './ports.ts'

/** How a run ended: what the final event, the exit code, the terminal and `--json` are all worded from. Plain JSON. */
export interface Report {
  readonly app: string | null
  /**
   * `nothing`: already there. `planned`: a dry run. `swapped`: no systemd here, the operator starts the new version.
   * `crashed`: the live version died within its probation, and was left as it is, as its app's file wants.
   * `failed`: ended before a transaction existed (unreachable, misconfigured, busy); nothing was touched.
   */
  readonly outcome: Outcome | 'nothing' | 'planned' | 'swapped' | 'crashed' | 'failed' | 'settled'
  readonly from: string | null
  readonly to: string | null
  /** The version that runs (or, without systemd, lies at the public paths) now; null when it is not known. */
  readonly running: string | null
  readonly downtimeMs: number | null
  readonly transaction: string | null
  /** SHA-256 of the release artifact. */
  readonly digest: string | null
  readonly trouble: Trouble | null
  /** Of `failed` because something was busy: when whoever runs unattended asks again. Absent: nobody said. */
  readonly again?: Again
  /** Of `nothing`: a release is there, and may not be taken yet. Absent: there is none to take. */
  readonly waits?: 'yes'
  /** Why the release was believed. */
  readonly grounds: readonly string[]
  /** Warnings and remarks, one sentence each. */
  readonly notes: readonly string[]
  /** The failed version's last system-journal lines. */
  readonly lines: readonly string[]
  /** Only of a dry run. */
  readonly plan: Plan | null
}

/** A failure with its chain of causes, outermost first; no message repeats the next. */
export interface Trouble {
  readonly code: FailureCode
  readonly messages: readonly [string, ...string[]]
  readonly next: string | null
}

export interface CheckReport {
  readonly app: string
  readonly live: string | null
  readonly newest: string | null
  readonly verdict: 'current' | 'available' | 'held'
  /** One sentence: why held, or what would be taken. */
  readonly reason: string
}

export interface StatusReport {
  readonly app: string
  readonly live: string | null
  readonly liveSinceMs: number | null
  readonly kept: string | null
  /** The highest version ever committed here: nothing older is taken by itself. Null before the first, or when the journals are not ours to read. */
  readonly floor: string | null
  readonly units: readonly { readonly name: string; readonly activeState: string; readonly subState: string; readonly sinceUs: number }[]
  readonly last: HistoryItem | null
  /** A run after that which came to nothing, and why: no release was taken, and no transaction begun. Null: there was none, or the newest was well. */
  readonly fruitless: Fruitless | null
  /** `hidden`: they are not the caller's to read, so what only they tell is null or empty here. */
  readonly journals: 'read' | 'hidden'
  /** A transaction whose journal is not closed: running now, or waiting for recovery. */
  readonly open: string | null
  readonly skipped: readonly { readonly version: string; readonly because: string }[]
  /** The newest release that was seen at the source, and what is thought of it; null before the first look. */
  readonly newest: WeighedRelease | null
  /** What the next run that may act would take, or else what waits behind a newest that is never taken; null: nothing, or the newest. */
  readonly next: WeighedRelease | null
  /** When the source was last asked by a run; null: never. */
  readonly lookedAtMs: number | null
  readonly channel: string
  readonly pin: Pin | null
  readonly hold: Hold | null
  readonly schedule: ScheduleReport
  /** Of the live version; null when none is under way. */
  readonly probation: { readonly untilMs: number; readonly units: readonly string[]; readonly then: 'roll-back' | 'tell' } | null
  readonly notes: readonly string[]
}

/** A run that no journal knows. `next`: what a person does about it. */
export interface Fruitless { readonly atMs: number; readonly event: FinalEvent; readonly because: string | null; readonly next: string | null }

/** A release that was seen, what this host thinks of it, and when it will be taken; `forecast` null: it is not on its way. */
export interface WeighedRelease extends Weighed { readonly firstSeenMs: number | null; readonly forecast: Forecast | null }

/** When something happens by itself. */
export interface ScheduleReport {
  /** `no-timer`: nobody enabled it. `switched-off`: a switch says no, in words in `off`. */
  readonly state: 'enabled' | 'check-only' | 'no-timer' | 'switched-off' | 'unknown'
  readonly off: string | null
  /** The timer's next run, jitter included; null: none is planned, or it is not known. */
  readonly nextRunMs: number | null
  /** As they are written; empty: at any time. */
  readonly windows: readonly string[]
  /** Now (`opensMs` null), or from then on; null without windows. */
  readonly window: { readonly opensMs: number | null; readonly closesMs: number } | null
}

/** What this host thinks of every release that it knows of. */
export interface WhyReport {
  readonly app: string
  readonly live: string | null
  /** The one that was asked about; null: all. */
  readonly about: string | null
  readonly lookedAtMs: number | null
  /** Newest first. */
  readonly weighed: readonly WeighedRelease[]
  /** As in `status`. */
  readonly fruitless: Fruitless | null
  /** What holds for all of them: a hold, a closed window, a switch, no timer; one sentence each. */
  readonly remarks: readonly string[]
  readonly schedule: ScheduleReport
}

/** What this host could run without fetching anything: the live release first, then the last to run. */
export interface ListReport { readonly app: string; readonly releases: readonly ReleaseItem[]; readonly notes: readonly string[] }

/** One release on this host's disk. */
export interface ReleaseItem {
  readonly version: string
  /**
   * `live`; `kept`: `rollback` returns to it; `failed`: found ill, kept to be looked at; `older`: reached by `rollback --to`; `damaged`: not what was recorded;
   * `unused`: nobody recorded that it ever ran; `unknown`: the journals are not ours to read.
   */
  readonly state: 'live' | 'kept' | 'failed' | 'older' | 'damaged' | 'unused' | 'unknown'
  /** Some process executes it, whatever is live; `unknown`: none that we are shown. */
  readonly running: 'yes' | 'no' | 'unknown'
  readonly sizeBytes: number
  /** When it last became live, or was tried; null: nobody recorded it. */
  readonly sinceMs: number | null
  readonly directory: string
}

export interface HistoryItem {
  readonly transaction: string
  readonly atMs: number
  readonly actor: string
  readonly reason: string | null
  /** `back`: by `rollback`, so `upgraded` means that the release of before is live again. */
  readonly way: 'on' | 'back'
  readonly from: string | null
  readonly to: string
  readonly outcome: Outcome | 'open' | 'damaged'
  readonly running: string | null
  readonly because: string | null
  /** What force passed over, one reason each. Absent: nothing. */
  readonly forced?: readonly string[]
  readonly downtimeMs: number | null
  /** What followed the upgrade; `how` null while it lasts. Null: there was none. */
  readonly probation: { readonly untilMs: number; readonly how: ProbationEnd | null; readonly because: string | null } | null
}

export interface VerifyReport { readonly artifact: string; readonly version: string; readonly sha256: string; readonly grounds: readonly string[] }

export interface DoctorReport { readonly app: string | null; readonly findings: readonly Finding[] }
export interface Finding {
  readonly about: string
  readonly state: 'good' | 'warning' | 'bad'
  readonly text: string
  readonly next: string | null
}

/** What a person asked for beyond the instance name. Travels to the unit as a root-owned file, never as arguments. */
export interface Request {
  /** `back`: to the release that ran before, without any source. */
  readonly way: 'on' | 'back'
  readonly version: string | null
  readonly channel: string | null
  readonly url: string | null
  readonly prefix: string | null
  /** Directory with one signed release and what is signed, instead of the source; for a unit the copy that was handed over to it. Null: the source. */
  readonly bundle: string | null
  /** Who or what began it: unattended runs ask for windows, holds and switches, a person's do not. */
  readonly occasion: Occasion
  readonly force: 'yes' | 'no'
  readonly dryRun: 'yes' | 'no'
  readonly actor: string
  readonly reason: string | null
}

/** What a run shows while it runs: an event, or (following a unit) the unit's status line. */
export type Shown = UpgradeEvent | { readonly kind: 'status'; readonly text: string }

/** A report that says nothing yet, to be spread under what is known. */
export function emptyReport(app: string | null, outcome: Report['outcome']): Report {
  return { app, outcome, from: null, to: null, running: null, downtimeMs: null, transaction: null, digest: null, trouble: null, grounds: [], notes: [], lines: [], plan: null }
}

/** The report of a transaction that came to its end. The failed version's lines are added by whoever holds the journal. */
export function reportOfClosed(plan: Plan, closed: Closed): Report {
  return {
    ...emptyReport(plan.app, closed.outcome),
    from: plan.from?.version ?? null,
    to: plan.to.version,
    running: closed.running,
    // Of whoever is stuck nobody knows whether it is over: the restarts that were measured are not what it cost.
    downtimeMs: closed.outcome === 'stuck' ? null : closed.downtimeMs,
    transaction: plan.transaction,
    digest: plan.to.artifactSha256,
    trouble: troubleOfClosed(closed),
  }
}

const codeOfOutcome = { 'rolled-back': 'ROLLED_BACK', refused: 'REFUSED', stuck: 'STUCK' } as const satisfies Record<Exclude<Outcome, 'upgraded'>, FailureCode>

function troubleOfClosed(closed: Closed): Trouble | null {
  if (closed.outcome === 'upgraded') return null
  return { code: codeOfOutcome[closed.outcome], messages: [closed.reason ?? 'no reason was recorded'], next: null }
}
