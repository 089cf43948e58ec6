import type { ByteRange, Clock, CommandResult } from '../host/types.ts'
import type { Reading, UnitState } from '../policy/reading.ts'
import type { ArtifactDigest, ArtifactName } from '../release/artifact.ts'
import type { Listing } from '../release/listing.ts'
import type { Version } from '../release/version.ts'
import type { Plan, PlannedBuildInfo, PlannedCommand, RestartKind } from './plan.ts'
import type { Verified } from './verified.ts'

export type ByteStream = AsyncIterable<Uint8Array>

/** What is asked for: this version, the newest of a channel, or simply the newest. */
export interface Wanted { readonly version: Version | null; readonly channel: string | null }

/** A source's answer: hearsay, until a `Trust` has spoken. */
export interface Offer {
  readonly version: Version
  readonly artifact: ArtifactName
  /** Where it was found, for people and the record; credentials and queries removed. */
  readonly origin: string
  /** What was passed over on the way to it, in words for people: a newer release that is not complete yet. Absent: nothing. */
  readonly remarks?: readonly string[]
}

/** Where releases come from. Knows nothing of trust: everything it returns is hearsay. */
export interface Source {
  /**
   * What there is, of every channel, newest first; one conditional request where the place remembers. Null: this place cannot list (one fixed URL), and
   * `find` says all it knows. UNAVAILABLE when it cannot be reached.
   */
  list?(signal: AbortSignal): Promise<Listing | null>
  /** Null when there is no such release. UNAVAILABLE when the source cannot be reached; never a partial answer. */
  find(wanted: Wanted, signal: AbortSignal): Promise<Offer | null>
  /**
   * Opens an artifact, or a sidecar lying beside it, from this byte on; null when there is no such file. May be repeated. When the source cannot go on from
   * there (no strong validator, changed content: failures.md F16) it answers `fromByte: 0` and the caller starts again.
   */
  open(offer: Offer, name: ArtifactName, resume: Resume, signal: AbortSignal): Promise<Opened | null>
}
/** Where an earlier attempt stopped, and the strong validator (ETag) it was given; null: from the start. */
export interface Resume { readonly fromByte: number; readonly validator: string | null }
export interface Opened {
  readonly fromByte: number
  /** Full size as promised by the source, null when it did not say. Hearsay: caps are enforced on bytes received. */
  readonly sizeBytes: number | null
  readonly validator: string | null
  readonly bytes: ByteStream
  /** For bytes that are not wanted after all. May be repeated. */
  close(): Promise<void>
}

/** Lazily read, so that a signed list can be checked before the large artifact is fetched at all. */
export interface Evidence {
  readonly artifact: ArtifactName
  /** The version that the signed statement must name. */
  readonly version: Version
  readonly atMs: number
  /** Sidecar bytes by name; REFUSED when it does not exist, DATA when it is larger than the cap. */
  sidecar(name: ArtifactName, sizeBytesMax: number): Promise<Uint8Array>
  /**
   * A small public fact that does not lie beside the release: a transparency log's entry. The half that has a network looks it up and keeps it
   * like a sidecar under this name; the other half is given what was kept, and never calls `lookUp`. Hearsay either way. REFUSED when it is not there.
   */
  lookedUp(name: ArtifactName, sizeBytesMax: number, lookUp: (signal: AbortSignal) => Promise<Uint8Array>): Promise<Uint8Array>
  /** Digest of the artifact's bytes. Asked last, when everything else holds. */
  digest(): Promise<ArtifactDigest>
  /** The artifact's bytes, whole, for a signature over the artifact itself; after `digest`, and to be held against it again. */
  content(): ByteStream
  /** Digest of what a compressed single file unpacks to (choria's `release.json` speaks of that). After `digest`. DATA for an archive. */
  unpackedSha256(): Promise<string>
}
/** What a publisher said, in a form that can be recorded. */
export interface Statement {
  readonly artifact: ArtifactName
  readonly version: Version
  readonly sha256: string
  /** From when on it counts no more, by the publisher's own word; null when that was not said. Whoever made this statement held it to the clock. */
  readonly expiresAtMs: number | null
  /** Who said it and how: "minisign key RWQf6LRC… over SHA256SUMS". One sentence per fact. */
  readonly grounds: readonly string[]
}
/** Turns hearsay into a statement, or throws TAMPERED, REFUSED or DATA. The result is a positive object, never "no error". */
export interface Trust { verify(evidence: Evidence): Promise<Verified<Statement>> }

/** One file or directory of an archive, already allowed: a relative path without `..`, links or surprises, its top directory included. */
export interface Member {
  readonly path: string
  readonly kind: 'file' | 'directory'
  /** 0o755 when anybody could execute it, else 0o644: nothing else of the archive's modes is believed. */
  readonly mode: number
  /** Null for a compressed single file, which nobody knows before it is drained. */
  readonly sizeBytes: number | null
  /** To be drained before the next member is asked for. */
  readonly bytes: ByteStream
}
export interface ArchiveLimits { readonly unpackedBytesMax: number; readonly entriesMax: number }
/** One open file that holds an archive. `bytes` may be asked for several ranges, one after the other; each chunk is valid until the next. */
export interface ArchiveFile { readonly sizeBytes: number; bytes(range: ByteRange): ByteStream }
/** Reads an archive whose signature is known good. DATA when it is malformed or holds anything but files and directories. */
export interface Archive {
  /** `file`: no archive at all, but one file, compressed or not, which no names are read out of. Absent: it has members. */
  readonly form?: 'file'
  members(file: ArchiveFile, limits: ArchiveLimits, signal: AbortSignal): AsyncIterable<Member>
}

/** What is live at the public paths now. */
export interface Live {
  readonly files: readonly LiveFile[]
  /** What travels with them, by the plan. Absent: nothing does. */
  readonly companions?: readonly LiveFile[]
}
export interface LiveFile {
  readonly publicPath: string
  /** Null: there is nothing at the path yet. */
  readonly sha256: string | null
  /** What `restore` would bring back; null when nothing is kept (yet, or any more). */
  readonly keptSha256: string | null
  /** What `swap` would make live; null when it is gone. */
  readonly newSha256: string | null
}
/**
 * How a version becomes the live one. Every method may be repeated after a crash in its middle, returns only when its effect
 * is durable, and leaves a whole executable version at every public path at every instant.
 */
export interface Layout {
  /** Reads; changes nothing. */
  inspect(plan: Plan): Promise<Live>
  /** Makes the live version the kept one, without touching what is live: needs no space (hard links). */
  keep(plan: Plan): Promise<void>
  swap(plan: Plan): Promise<void>
  /** May follow half a `swap`, a whole one, or none. Needs no space. A file that is neither version's by now is left to whoever put it there. */
  restore(plan: Plan): Promise<void>
  /** `new` after a rollback: whatever `keep` and `swap` left beside what is live. `kept` after success: what the plan lets go of. */
  discard(plan: Plan, which: 'kept' | 'new'): Promise<void>
}

/** A yes or a reasoned no. */
export type Answer = Consent | Refusal
export interface Consent {
  readonly kind: 'yes'
  /** What is to be said of it all the same, in words for the record. */
  readonly remark?: string
  /** The release will migrate the daemon's data: what the plan says of them holds. Absent: it leaves them alone, and so do we. */
  readonly migrates?: 'yes'
}
export interface Refusal {
  readonly kind: 'no'
  readonly reason: string
  readonly next: string
  readonly overridable: 'yes' | 'no'
  /** Not now, but soon: whoever runs unattended asks again after `everyMs`, for no longer than `giveUpMs` since the first no. Absent: the same tomorrow. */
  readonly again?: { readonly everyMs: number; readonly giveUpMs: number }
  /** What the run ends with instead of REFUSED: no room is CANT_CREATE, which a timer tries again. */
  readonly code?: 'CANT_CREATE'
}
/** Asked before apply begins. A refusal carries its reason and remedy. */
export interface Gate { ask(plan: Plan, signal: AbortSignal): Promise<Answer> }

/** Reads the daemon's pulse. Ends only with its signal; a probe that cannot see yields `unknown` readings, it does not throw. */
export interface Probe { readonly name: string; readings(plan: Plan, signal: AbortSignal): AsyncIterable<Reading> }

/** Asks the rest of the fleet. `done` is owed after every yes, also after a crash. */
export interface Coordinator { ask(plan: Plan): Promise<Answer>; done(plan: Plan): Promise<void> }

/** Result of a systemd job; `deferred`: at boot nothing is restarted, the manager starts the unit later in the same boot. */
export type JobResult = 'done' | 'canceled' | 'timeout' | 'failed' | 'dependency' | 'skipped' | 'invalid' | 'assert' | 'unsupported' | 'collected' | 'once' | 'frozen' | 'concurrency' | 'deferred'
export interface Restarted {
  readonly result: JobResult
  /** From leaving `active`, in this restart or in a failed one before it, to entering it again, by systemd's own timestamps; null when it did not come back. */
  readonly downtimeMs: number | null
  /** Of `dependency`: which unit failed, and how, in words for people. */
  readonly because?: string
  /** Processes of the run before that go on, as its KillMode= wants: not the unit's own program. Absent: none, or nobody looked. */
  readonly survivors?: readonly Survivor[]
}
export interface Survivor { readonly pid: number; readonly program: string }
/** What a service manager is asked to do with a unit. */
export type JobKind = RestartKind | 'start' | 'stop'
/** Not pluggable; exists so that this room need not know systemd and tests can hold a simulated one. */
export interface Service {
  /** UNAVAILABLE when the bus cannot be reached, REFUSED when there is no such unit. */
  state(unit: string): Promise<UnitState>
  /** Makes the manager read unit files again. */
  reload(): Promise<void>
  /** Waits for the job's own result. When the signal aborts, the job is cancelled and `canceled` is answered. */
  job(unit: string, what: JobKind, signal: AbortSignal): Promise<Restarted>
  /** Clears `failed` and the start limit. */
  resetFailed(unit: string): Promise<void>
  /** The last system-journal lines of this invocation, and with `after` of those since that one, oldest first, printable, at most `linesMax`. Never throws. */
  journalTail(unit: string, run: { readonly invocationId: string; readonly after?: string }, linesMax: number): Promise<readonly string[]>
}

/** Runs an operator's command that is meant to change something: a snapshot of the daemon's data, and its restoration. Also at boot, before the units. */
export interface Operator {
  /** Never beside another one of this app: one that a dead process of ours left behind is ended first. */
  run(command: PlannedCommand): Promise<CommandResult>
  /** Ends what a dead process of ours left behind; nothing is left is fine. */
  end(): Promise<void>
}
/**
 * Keeps the daemon from being started (by the boot, by a person, by a socket of its own) while its data are not known to be what the live version understands.
 * Ends with the life of the service manager, at the latest.
 */
export interface Latch {
  /** Which life of the service manager this is: no two are called the same. */
  life(): Promise<string>
  /** `shut`: in this life, no unit of this plan could be started since. */
  state(plan: Plan): Promise<'shut' | 'open'>
  /** In force when it returns, or else not at all. May be repeated. */
  shut(plan: Plan): Promise<void>
  /** May be repeated; costs nothing where nothing was shut. */
  open(plan: Plan): Promise<void>
}
/** Says what is installed where others read it. May be repeated; durable when it returns. */
export interface Records { write(info: PlannedBuildInfo): Promise<void> }

/** What a unit goes through while a job lasts, for people who look on. Ends with its signal; never throws. */
export interface Onlooker { states(unit: string, signal: AbortSignal): AsyncIterable<UnitState> }

/** Everything a step may use. */
export interface Ports {
  readonly layout: Layout
  readonly operator: Operator
  readonly records: Records
  readonly service: Service
  readonly probes: readonly Probe[]
  readonly coordinator: Coordinator
  readonly clock: Clock
  readonly tell: (event: UpgradeEvent) => void
  /** Absent: nobody can see. */
  readonly onlooker?: Onlooker
  /** Absent: nothing here could keep a daemon from being started. */
  readonly latch?: Latch
  /** What others may have done to the units since the transaction began: asked once more after a step that takes its time, before the swap. Absent: nobody looks. */
  readonly meanwhile?: readonly Gate[]
}

/** Typed events for whoever shows them: a terminal, a pipe, the service manager's status line. */
export type UpgradeEvent =
  | { readonly kind: 'found'; readonly version: string; readonly origin: string }
  | { readonly kind: 'fetching'; readonly artifact: string; readonly receivedBytes: number; readonly sizeBytes: number | null }
  | { readonly kind: 'verified'; readonly artifact: string; readonly grounds: readonly string[] }
  | { readonly kind: 'shelved'; readonly artifact: string; readonly sha256: string }
  | { readonly kind: 'step'; readonly step: string; readonly stage: 'began' | 'ended' | 'undoing' | 'undone' | 'not-undone' | 'failed' }
  | { readonly kind: 'reading'; readonly reading: Reading }
  | { readonly kind: 'restarted'; readonly unit: string; readonly result: JobResult; readonly downtimeMs: number | null }
  | { readonly kind: 'note'; readonly text: string }
