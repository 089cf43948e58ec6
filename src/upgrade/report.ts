import type { FailureCode } from '../errors.ts'
import type { Closed, Outcome } from './entry.ts'
import type { Plan } from './plan.ts'
import type { UpgradeEvent } from './ports.ts'

/** How a run ended: what the final event, the exit code, the terminal and `--json` are all worded from. Plain JSON. */
export interface Report {
  readonly app: string | null
  /**
   * `nothing`: already there. `planned`: a dry run. `swapped`: no systemd here, the operator starts the new version.
   * `failed`: ended before a transaction existed (unreachable, misconfigured, busy); nothing was touched.
   */
  readonly outcome: Outcome | 'nothing' | 'planned' | 'swapped' | 'failed' | 'settled'
  readonly from: string | null
  readonly to: string | null
  /** The version that runs (or, without systemd, lies at the public paths) now; null when it is not known. */
  readonly running: string | null
  readonly downtimeMs: number | null
  readonly transaction: string | null
  /** SHA-256 of the release artifact. */
  readonly digest: string | null
  readonly trouble: Trouble | null
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
  /** A transaction whose journal is not closed: running now, or waiting for recovery. */
  readonly open: string | null
  readonly skipped: readonly { readonly version: string; readonly because: string }[]
  readonly notes: readonly string[]
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
  readonly downtimeMs: number | null
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
    downtimeMs: closed.downtimeMs,
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
