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
  /** What force passed over, in the words of the gates that said no. Absent: nothing. */
  readonly forced?: readonly string[]
  /** `back`: a person asked for the release that ran before. Absent: on. */
  readonly way?: 'back'
  readonly from: PlannedRelease | null
  readonly to: PlannedRelease
  readonly files: readonly [PlannedFile, ...PlannedFile[]]
  /** What travels with the files: units, drop-ins, templates. Only those whose content changes. Absent: nothing does. */
  readonly companions?: readonly PlannedCompanion[]
  readonly layout: DriverSettings
  /** In the order in which they are restarted. Empty on a host without systemd. */
  readonly units: readonly PlannedUnit[]
  /** Units that require one of these and were active: they must be active afterwards, too. Absent: none was. */
  readonly dependents?: readonly string[]
  /** Absent: the release leaves the daemon's data as they are, or the version before can live with what it makes of them. */
  readonly data?: PlannedData
  readonly probes: readonly DriverSettings[]
  readonly coordination: DriverSettings
  readonly health: HealthRule
  /** The rollback's *own* budget: never the rest of the upgrade's (failures.md F30). */
  readonly rollbackHealth: HealthRule
  /** A restart job that has not ended by then is cancelled. */
  readonly restartTimeoutMs: number
  readonly keepReleases: number
  /** A file that says what is installed, for others to read; absent: there is none. */
  readonly buildInfo?: PlannedBuildInfo
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
  /** `rest`: it was inactive before, so an upgrade does not start it (failures.md g30). `stop`: it ran, and the new release does not have it any more. `start`: it ran with the release that is gone back to, which brings it. */
  readonly then: 'restart' | 'rest' | 'stop' | 'start'
  /** What must hold before the next unit is restarted. Absent: its job is done. */
  readonly ready?: { readonly steadyMs: number; readonly probes: readonly string[] }
}

/** A file beside the managed ones. Laid down as it is in the release, and put back on every way back. */
export interface PlannedCompanion {
  /** Path in the release, after its top directory: `packaging/jacod.service`. */
  readonly name: string
  /** Where it lies on this host: `/etc/systemd/system/jacod.service`. */
  readonly path: string
  /** Null, both: the new release has none, so that it goes. */
  readonly newPath: string | null
  readonly newSha256: string | null
  readonly mode: number
  readonly uid: number
  readonly gid: number
  /** What lies there now; null when nothing does. Never null together with `newSha256`. */
  readonly keptSha256: string | null
  /** The service manager reads it, and must be told. */
  readonly isUnitFile: 'yes' | 'no'
  /** Directories above it that are not there yet, the topmost first: made with it, and removed with it on the way back if nobody uses them. Absent: all are there. */
  readonly directories?: readonly string[]
}

/** An operator's command, to be run by a step: not in the sandbox of probes, for it is meant to change something. */
export interface PlannedCommand { readonly argv: readonly [string, ...string[]]; readonly user: string | null; readonly timeoutMs: number }

/**
 * What happens to the daemon's data, which the new release will migrate. `stay`: there is no way back once the new version may have run; an ill one is left
 * to a person. `snapshot`: taken before, and restored on the way back, if the new version may have run.
 */
export type PlannedData =
  | { readonly undo: 'stay' }
  | { readonly undo: 'snapshot'; readonly snapshot: PlannedCommand; readonly restore: PlannedCommand; readonly during: 'running' | 'stopped' }

/** Which values of which file are set after success. `format` preserved: only these values change. */
export interface PlannedBuildInfo { readonly file: string; readonly format: 'toml' | 'json' | 'env'; readonly values: Readonly<Record<string, string>> }

export type RestartKind = 'restart' | 'reload-or-restart'

/** Settings of one driver, opaque to the story: `kind` chooses the file, the rest is the driver's own, already validated. */
export interface DriverSettings { readonly kind: string; readonly [setting: string]: unknown }
