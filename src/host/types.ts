/**
 * The machine, as the rest of the program may see it. The only implementations live in this room, and in the simulated
 * machine of the crash tests: what is not in here cannot happen to a host.
 */

/** A file without following a link at its last component: lstat(2). */
export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'symlink' | 'other'
  readonly device: number
  readonly inode: number
  /** Permission bits only, setuid and setgid included: 0o755. */
  readonly mode: number
  readonly uid: number
  readonly gid: number
  readonly sizeBytes: number
  readonly links: number
  readonly modifiedAtMs: number
}

export interface Ownership { readonly mode: number; readonly uid: number; readonly gid: number }

/** Reading. Each answers null when the path does not exist, and throws an IO failure for anything else. */
export interface ReadsDisk {
  look(path: string): Promise<FileFacts | null>
  /** Refuses (DATA) a file larger than `sizeBytesMax` instead of cutting it. Never follows a link at the last component. */
  read(path: string, sizeBytesMax: number): Promise<Uint8Array | null>
  /** Names in a directory, sorted. */
  list(path: string): Promise<readonly string[] | null>
  readLink(path: string): Promise<string | null>
  /** SHA-256 of a regular file's content, lower-case hex. Never follows a link at the last component. */
  sha256(path: string): Promise<string | null>
}

/**
 * One effect each; none is durable until the file (content) and its directory (name) were synced. Nothing here retries:
 * a failed fsync means that the data is lost (failures.md F04), so the caller writes a new file or gives up.
 * ENOSPC, EDQUOT and EROFS become CANT_CREATE; EACCES and EPERM become PERMISSION; the rest becomes IO; each names the path.
 */
export interface ChangesDisk {
  /** A new file, O_EXCL and O_NOFOLLOW: an existing path is a failure, never overwritten. */
  create(path: string, content: Uint8Array, mode: number): Promise<void>
  /**
   * A new file with the content of another: O_EXCL, then fchown and fchmod. Where chown(2) is forbidden to us (our own units), a program
   * that everybody may run stays ours.
   */
  copy(from: string, to: string, ownership: Ownership): Promise<void>
  append(path: string, content: Uint8Array): Promise<void>
  truncate(path: string, sizeBytes: number): Promise<void>
  link(existing: string, path: string): Promise<void>
  symlink(target: string, path: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  /** A file, a link, or an *empty* directory. A missing path is not a failure: removing may be repeated. */
  remove(path: string): Promise<void>
  /** An existing directory is not a failure. Parents must exist. */
  makeDirectory(path: string, mode: number): Promise<void>
  syncFile(path: string): Promise<void>
  syncDirectory(path: string): Promise<void>
}

export interface Disk extends ReadsDisk, ChangesDisk {}

export interface Clock {
  /** Wall clock: for records and expiry. Never for deadlines. */
  nowMs(): number
  /** Does not jump with the wall clock: for deadlines and steady times. */
  monotonicMs(): number
  /** A signal that aborts after this long, or with its parent. */
  deadline(milliseconds: number, parent?: AbortSignal): AbortSignal
  /** One tick at once, then one each interval, until the signal aborts (the iteration then simply ends). */
  ticks(intervalMs: number, signal: AbortSignal): AsyncIterable<number>
}

export interface Randomness {
  /** Lower-case hex of this many random bytes. */
  hex(bytes: number): string
}

/** A command to run and wait for: argument array, cleared environment, hard limits. */
export interface Command {
  readonly argv: readonly [string, ...string[]]
  /** Account to run as; null: an unprivileged account made for this run (without systemd: our own). */
  readonly user: string | null
  readonly timeoutSeconds: number
  readonly outputBytesMax: number
  /** For its standard input; absent: it reads nothing. Of plain children only: a transient unit has none. */
  readonly input?: Uint8Array
  /** What it says on standard error is no part of its output: the output becomes a file. Absent: both are one. */
  readonly errors?: 'apart'
  /** How much of the machine it may take. Absent: what is plenty for a program that says its version. Of transient units only. */
  readonly room?: CommandRoom
}
/** `fileBytesMax`: what it may write into any one file, its output included. */
export interface CommandRoom { readonly memoryBytesMax: number; readonly tasksMax: number; readonly fileBytesMax: number }

export interface CommandResult {
  /** Exit status, or null when it was killed, timed out, or could not be started. */
  readonly status: number | null
  /** Standard output and standard error, interleaved unless they are wanted apart, cut at the limit. */
  readonly output: string
  /** Why there is no status: "timed out after 10 s". */
  readonly trouble: string | null
}

/** Implemented by `systemd` as transient units, and by `host` as plain children for machines without systemd. */
export interface RunsCommands { run(command: Command, signal: AbortSignal): Promise<CommandResult> }

/** Everything at once, as handed down from main. */
export interface Host {
  readonly disk: Disk
  readonly clock: Clock
  readonly randomness: Randomness
}

/** Part of a file: from this byte on. More than `sizeBytesMax` bytes behind it is DATA, never a silent cut. */
export interface ByteRange { readonly fromByte: number; readonly sizeBytesMax: number }
/** One open descriptor: what `facts` say is said of the very file that `bytes` reads, whatever happens to its name. */
export interface ReadableFile {
  readonly facts: FileFacts
  /** Each chunk is valid until the next one is asked for: all are read into one buffer. */
  bytes(range: ByteRange): AsyncIterable<Uint8Array>
  close(): Promise<void>
}
export interface WritableFile {
  write(bytes: Uint8Array): Promise<void>
  sync(): Promise<void>
  close(): Promise<void>
}
/** `freeEntries` null: this file system does not count them. */
export interface Space { readonly freeBytes: number; readonly freeEntries: number | null }
/** Large files as streams: downloads, the shelf, unpacking. The transaction itself uses `Disk` alone. */
export interface Files {
  /** Null when there is none; IO for a link at the last component, or anything but a regular file. Never blocks on a FIFO. */
  open(path: string): Promise<ReadableFile | null>
  /** A new file, O_EXCL and O_NOFOLLOW. Ownership null: 0600 and whoever we are. */
  create(path: string, ownership: Ownership | null): Promise<WritableFile>
  /** An existing file, cut to this size, to be written on from there. */
  resume(path: string, fromByte: number): Promise<WritableFile>
  /** Of the file system that holds this path. */
  space(path: string): Promise<Space>
}

/** One GET. Redirects are followed by our rules (host/redirects.ts). */
export interface HttpRequest {
  readonly url: string
  /** `allowed`: an operator's word that http:// to this place is acceptable; loopback always is. Never reached by redirect. */
  readonly plainHttp: 'refused' | 'allowed'
  /** Value of an Authorization header, sent to the origin of `url` and to nobody else. */
  readonly authorization: string | null
  /** More headers, lower-case names (`accept`, `x-amz-date`), sent to the origin of `url` and to nobody else. Absent: none. */
  readonly headers?: Readonly<Record<string, string>>
  /** Null: from the start. The validator is a strong ETag. */
  readonly resume: { readonly fromByte: number; readonly validator: string } | null
  /** No byte for this long is a dead connection. */
  readonly stallMs: number
}
export interface HttpAnswer {
  /** 0 when the server would not resume. */
  readonly fromByte: number
  /** Full size as the server promises it; null when it does not. */
  readonly sizeBytes: number | null
  /** A strong ETag, or null. */
  readonly validator: string | null
  /** Ends with the body; IO when the connection ends before the promised size. To be drained or closed (`return`). */
  readonly bytes: AsyncIterable<Uint8Array>
  /** For an answer whose bytes are not wanted. */
  close(): Promise<void>
}
/** Sent as it is; its size is known beforehand. */
export interface HttpBody { readonly sizeBytes: number; bytes(): AsyncIterable<Uint8Array> }
/** One request to an interface rather than for a file: any method, a small answer in memory, every final status told. */
export interface ApiRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  readonly url: string
  readonly plainHttp: 'refused' | 'allowed'
  /** Lower-case names. All go to the origin of `url` and to nobody else: a redirect elsewhere is followed (GET and HEAD only) without them, `accept` excepted. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: HttpBody | null
  readonly answerBytesMax: number
  readonly stallMs: number
  /** `link-local`: a cloud's instance metadata at 169.254.0.0/16, asked directly, never through a proxy. */
  readonly reach: 'public' | 'link-local'
}
export interface ApiAnswer {
  readonly status: number
  /** Lower-case names; of a repeated header the first. */
  readonly headers: Readonly<Record<string, string>>
  /** DATA when it would be larger than `answerBytesMax`. */
  readonly bytes: Uint8Array
}
export interface Net {
  /** Whatever the server finally says (also 304, 403, 404). A busy or unreachable server was asked again, with patience, for GET and HEAD. UNAVAILABLE, IO, PROTOCOL or REFUSED when it says nothing usable. */
  ask(request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer>
  /** Null for 404 and 410. UNAVAILABLE, IO, PROTOCOL or REFUSED otherwise; a busy server was asked again, with patience. */
  get(request: HttpRequest, signal: AbortSignal): Promise<HttpAnswer | null>
}

/** Passwords and tokens by the name that the app's file gives them; never in arguments, environment or messages. */
export interface Secrets {
  /** Without the line feed at its end. CONFIG when there is none, or anybody else could read it. */
  read(name: string): Promise<string>
}

/**
 * Decompresses exactly one stream of its format: DATA for damage, a cut, a second stream, one byte behind the end, or more output
 * than `outputBytesMax`. Each chunk is valid until the next one is asked for.
 */
export type Decompresses = (bytes: AsyncIterable<Uint8Array>, outputBytesMax: number) => AsyncIterable<Uint8Array>
/** What this machine's libraries decompress. bzip2 is not among them: `formats/bzip2.ts`. */
export interface Decompressors {
  readonly gunzip: Decompresses
  /** Raw deflate, as in zip. */
  readonly inflateRaw: Decompresses
  /** Accepts concatenated streams; whether there is but one is for `formats/xz-layout.ts` to say, which sees the whole file. */
  readonly unxz: Decompresses
  readonly unzstd: Decompresses
}

/** A lock that the kernel drops when this process dies. */
export type Locked = { readonly kind: 'held'; release(): Promise<void> } | { readonly kind: 'busy'; readonly heldBy: string }
export interface Locks {
  /** Never waits. `holder` is written into the file for the second caller's message. */
  lock(path: string, holder: string): Promise<Locked>
}

/** `read-only`: the file system, or our view of it. `forbidden`: the directory is not ours to write, or is immutable. */
export type Writability = 'yes' | 'read-only' | 'forbidden' | 'missing'
/** Whether names could be made and exchanged in this directory by us, now. Tries nothing. */
export type MayWrite = (directory: string) => Promise<Writability>

/** Whether some process executes this file now, whoever's it is; `unknown`: we may not find out. Only for files that nobody should be starting any more. */
export type IsExecuted = (path: string) => Promise<'yes' | 'no' | 'unknown'>

/** Who has a lock of fcntl(2) on this file, as package managers have while they work: null when nobody has. Asked, never taken. */
export type LockedBy = (path: string) => Promise<{ readonly pid: number | null } | null>

/** What a file gives whoever executes it, as capabilities(7) calls it (`cap_net_bind_service`): none, or nobody can tell here. Follows no link. */
export type CapabilitiesOf = (path: string) => Promise<readonly string[]>

/** What a file has beside its mode: an ACL of its own, one that it gives to what is made in it (both as hex digits), and its SELinux label. Null: none, or nobody can tell here. */
export interface FileMarks { readonly acl: string | null; readonly aclForNew: string | null; readonly label: string | null }
/** Follows no link. */
export type MarksOf = (path: string) => Promise<FileMarks>

/** Who and where we are. */
export interface Facts {
  /** `PRETTY_NAME`, `ID`, `VERSION_ID` … of os-release(5). */
  osRelease(): Promise<Readonly<Record<string, string>>>
  /** As Node spells it: x64, arm64. */
  readonly processor: string
  readonly kernel: string
  readonly uid: number
  readonly gid: number
  /** `/system.slice/app-upgrade@jaco.service`; null where there are no control groups. */
  controlGroup(): Promise<string | null>
  /** Which kind of container this is (`docker`, `podman`, `systemd-nspawn` …); null when nothing says that it is one. */
  container(): Promise<string | null>
  /** Name and home of the account we are, from the machine's own tables (getpwuid(3)), whatever the environment says. */
  account(): { readonly name: string; readonly home: string }
  /** As uname(2) has it. */
  hostname(): string
  /** Lower-case hex, different on every machine and stable on each; the machine id itself, which machine-id(5) keeps from strangers, cannot be told from it. */
  hostKey(): Promise<string>
}

/** The real machine. */
export interface Machine extends Host {
  readonly files: Files
  readonly net: Net
  readonly decompressors: Decompressors
  readonly locks: Locks
  readonly commands: RunsCommands
  readonly facts: Facts
  readonly mayWrite: MayWrite
  readonly isExecuted: IsExecuted
  /** The same without touching anything, at this moment, and as far as we are shown: for programs that are live. */
  readonly seenExecuting: () => Promise<IsExecuted>
}
