import type { CommandRoom } from '../host/types.ts'
import type { Rules } from '../policy/standing.ts'
import type { ChannelRule } from '../release/channel.ts'
import type { Version } from '../release/version.ts'
import type { DriverSettings, PlannedCommand, RestartKind } from '../upgrade/plan.ts'

/**
 * One app, validated: fragments (files as found) → inputs (merged in order) → settings (this). Everything has its
 * default, every duration is in milliseconds, every path absolute. Made only by `config/load.ts`.
 */
export interface Settings {
  readonly app: string
  /** Files it was made from, in order, for `doctor` and for messages. */
  readonly files: readonly string[]
  /** SHA-256 of all of them, names and bytes: another value later means that they were edited meanwhile (failures.md E49). */
  readonly fingerprint: string
  readonly source: DriverSettings
  /** Other places with the same releases, in the order in which they are tried when the source cannot help. */
  readonly mirrors: readonly DriverSettings[]
  readonly network: NetworkSettings
  /** All must hold. Never empty. */
  readonly trust: readonly [DriverSettings, ...DriverSettings[]]
  /** What all trusts together are held to. */
  readonly release: ReleaseSettings
  readonly archive: ArchiveSettings
  readonly layout: DriverSettings
  /** Name in the release → public path, in the order in which they are swapped. */
  readonly binaries: readonly [ManagedFile, ...ManagedFile[]]
  readonly units: readonly ManagedUnit[]
  /** What travels with the managed files. */
  readonly companions: readonly CompanionSettings[]
  /** What each release directory gets that no publisher can know. */
  readonly generate: readonly GenerateSettings[]
  readonly rehearsal: RehearsalSettings
  /** Null: nothing is known of the daemon's data, and they are left alone. */
  readonly data: DataSettings | null
  /** Null: nobody else is told in a file of theirs what is installed. */
  readonly buildInfo: BuildInfoSettings | null
  readonly probes: readonly DriverSettings[]
  readonly health: HealthSettings
  readonly rollback: HealthSettings
  /** Asked before a transaction begins, after our own, in this order. */
  readonly gates: readonly DriverSettings[]
  /** Told of every outcome. */
  readonly tellers: readonly DriverSettings[]
  readonly exports: ExportSettings
  /** Whom to ask before going down. */
  readonly coordination: DriverSettings
  readonly policy: PolicySettings
  /** What the app calls its channels; any other name is what it says. */
  readonly channels: readonly ChannelRule[]
  readonly limits: LimitSettings
}

export interface NetworkSettings {
  /** `http://proxy.example.org:3128`; null: servers are reached directly. */
  readonly proxy: string | null
  /** Name of the secret `user:password` for it. */
  readonly proxySecret: string | null
  readonly noProxy: readonly string[]
  /** Path of a PEM file with more certificate authorities than the host's own. */
  readonly certificates: string | null
}

export interface ReleaseSettings {
  /** No older release is taken, whoever asks. */
  readonly minimumVersion: Version | null
  /** So many of the `trust` entries must hold; null: all of them. */
  readonly threshold: number | null
  readonly expiry: 'honoured' | 'required'
}
export interface ArchiveSettings {
  /** `files`: only the managed files are written. `tree`: every regular file and directory of the release (links only). */
  readonly keep: 'files' | 'tree'
  /** When not null, exactly these members (after the top directory) and no others. */
  readonly members: readonly string[] | null
  /** Files of the live release directory that each new one gets, too: made here once, of no use to another host. */
  readonly carry: readonly string[]
}
export interface ManagedFile { readonly name: string; readonly publicPath: string }
export interface ManagedUnit {
  readonly name: string
  readonly restart: RestartKind
  /** What must hold before the next unit is restarted: this long active, and these probes well. */
  readonly ready: { readonly steadyMs: number; readonly probes: readonly string[] }
  /** The program that it runs instead of a managed file: `/usr/bin/java`. Null: it runs a managed one. */
  readonly program: string | null
}
/** A file of the release, or with a slash at both ends all files of one of its directories, that belongs elsewhere on the host. */
export interface CompanionSettings {
  /** Path in the release, after its top directory. */
  readonly from: string
  readonly to: string
  readonly mode: number
  /** When the new release does not have it: it goes, it stays, or the release is refused. */
  readonly missing: 'remove' | 'keep' | 'refuse'
  /** When somebody changed it here since it was laid down. */
  readonly edited: 'refuse' | 'replace' | 'keep'
}
/** A file of each release directory that is what a command prints. */
export interface GenerateSettings { readonly to: string; readonly command: PlannedCommand }
export interface RehearsalSettings {
  /** Each must end with one of its statuses before anything is touched. */
  readonly commands: readonly { readonly name: string; readonly command: PlannedCommand; readonly pass: readonly number[] }[]
  /** Where there is no systemd to isolate them. */
  readonly unsandboxed: 'skipped' | 'allowed'
  /** What each command may take that a new version is asked with. */
  readonly room: CommandRoom
}
export interface DataSettings {
  /** Asks the new release what it would do to the data; by exit status. */
  readonly check: PlannedCommand
  readonly compatible: readonly number[]
  readonly migrates: readonly number[]
  readonly incompatible: readonly number[]
  /** `roll-back`: the version before can live with what the new one makes of the data. */
  readonly onMigration: 'refuse' | 'roll-back' | 'stay' | 'snapshot'
  /** Null unless `onMigration` is `snapshot`. */
  readonly snapshot: { readonly take: PlannedCommand; readonly restore: PlannedCommand; readonly during: 'running' | 'stopped' } | null
}
export interface BuildInfoSettings {
  readonly file: string
  readonly format: 'toml' | 'json' | 'env'
  /** Path of a key in the file → text with placeholders. */
  readonly set: Readonly<Record<string, string>>
  /** What the new version prints of itself, and a pattern whose named groups are placeholders, too. */
  readonly ask: { readonly command: PlannedCommand; readonly pattern: string } | null
}
export interface HealthSettings { readonly deadlineMs: number; readonly deadlineMaxMs: number; readonly steadyMs: number; readonly restartsMax: number }
export interface PolicySettings extends Rules {
  readonly keepReleases: number
  /** Kept releases older than this go too, whatever their number; null: age does not count. */
  readonly keepMs: number | null
  readonly probation: ProbationSettings
}
/** How long after an upgrade a crash of the daemon still counts against the new version; 0: not at all. */
export interface ProbationSettings { readonly forMs: number; readonly then: 'roll-back' | 'tell' }
/** Files for others to read, remade after every run. Null: not made. */
export interface ExportSettings {
  /** Directory of node_exporter's textfile collector. */
  readonly metrics: string | null
  /** A line at login while an app is stuck. */
  readonly motd: 'yes' | 'no'
}
export interface LimitSettings {
  readonly artifactBytesMax: number
  readonly unpackedBytesMax: number
  readonly entriesMax: number
  readonly manifestBytesMax: number
  readonly sidecarBytesMax: number
  readonly stallMs: number
  readonly downloadMs: number
  readonly restartMs: number
}
