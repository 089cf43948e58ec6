import type { HealthRule } from '../policy/reading.ts'

/**
 * The resolved value a transaction runs: plain JSON, every path, unit, digest, limit and deadline already decided. No
 * choices are left in it, and it is all that recovery needs: the app file may have changed or vanished since.
 */
export interface Plan {
  readonly schema: 1
  /** Sorts by time: `20261121T104841Z-3fa29c`. */
  readonly transaction: string
  readonly app: string
  readonly madeAtMs: number
  /** Who asked, and why: "timer", "root (uid 0) on pts/0", "inbox". */
  readonly actor: string
  readonly reason: string | null
  /** `back`: a person asked for the release that ran before. Absent: on. */
  readonly way?: 'back'
  readonly from: PlannedRelease | null
  readonly to: PlannedRelease
  readonly files: readonly [PlannedFile, ...PlannedFile[]]
  readonly layout: DriverSettings
  /** In the order in which they are restarted. Empty on a host without systemd. */
  readonly units: readonly PlannedUnit[]
  readonly probes: readonly DriverSettings[]
  readonly coordination: DriverSettings
  readonly health: HealthRule
  /** The rollback's *own* budget: never the rest of the upgrade's (failures.md F30). */
  readonly rollbackHealth: HealthRule
  /** A restart job that has not ended by then is cancelled. */
  readonly restartTimeoutMs: number
  readonly keepReleases: number
  /** Releases that were left longer ago than this are let go of, too; absent: age does not count. */
  readonly keepMs?: number
  /** What the two of them meant when the plan was made: directories of releases that go once the new one is confirmed. Absent: none does. */
  readonly letGo?: readonly string[]
  /** After success, a crash within this time still counts against the new version; absent: it does not. */
  readonly probation?: { readonly forMs: number; readonly then: 'roll-back' | 'tell' }
}

export interface PlannedRelease {
  /** Normalised, without a leading `v`. */
  readonly version: string
  /** SHA-256 of the signed artifact; null for an adopted release, which never had one. */
  readonly artifactSha256: string | null
  /** Directory that holds this release's files, complete and durable before the transaction begins. */
  readonly directory: string
}

export interface PlannedFile {
  /** Name in the release: `jacod`. */
  readonly name: string
  /** The path that people and units use: `/usr/local/bin/jacod`. */
  readonly publicPath: string
  /** The staged new file, inside `to.directory`, already durable. */
  readonly newPath: string
  readonly newSha256: string
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** What is live now, so that the way back can be proven; null when there is nothing yet. */
  readonly keptSha256: string | null
}

export interface PlannedUnit {
  readonly name: string
  readonly restart: RestartKind
  /** `rest`: it was inactive before, so an upgrade does not start it (failures.md g30). */
  readonly then: 'restart' | 'rest'
}

export type RestartKind = 'restart' | 'reload-or-restart'

/** Settings of one driver, opaque to the story: `kind` chooses the file, the rest is the driver's own, already validated. */
export interface DriverSettings { readonly kind: string; readonly [setting: string]: unknown }
