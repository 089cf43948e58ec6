/** The limits of this room. Sizes in bytes, times in milliseconds. */
export const directoryEntriesMax = 100_000
/** Directories below each other that are removed: each is an open descriptor. */
export const treeDepthMax = 256
export const readChunkBytes = 256 * 1024
/** What one step of decompression is fed: at most 1032 times this comes out at once. */
export const inflatePieceBytes = 32 * 1024
/** Text files under /etc and /proc that `facts` and `accounts` look into. */
export const systemTextBytesMax = 1024 * 1024

export const lockTextBytesMax = 4096
/** How often the lock file may be replaced under us before we stop chasing it (failures.md F39). */
export const lockAttemptsMax = 10
/** flock(1) answers at once with `-n`; longer means that something else is wrong. */
export const lockCommandMs = 10_000

/** `security.capability` has 24 bytes at most. */
export const attributeBytesMax = 64
/** An ACL has 8 bytes for each entry; ext4 keeps one within a block. */
export const markBytesMax = 4096

/** Processes whose program is looked at, to find who executes a file. */
export const processesSeenMax = 100_000

/** After the process has ended: how long its pipes may stay open in the hands of a child that escaped its group. */
export const pipesDrainMs = 1000
/** setTimeout(2^31) fires at once. */
export const timerMsMax = 2 ** 31 - 1

/** `host/net`: a server is a stranger. */
export interface NetLimits {
  readonly redirectsMax: number
  readonly urlCharactersMax: number
  readonly headerBytesMax: number
  /** For each stage of a connection: the name and the way there, the proxy's word, the encryption. */
  readonly connectMs: number
  /** Answers of the kind "wait" (1xx) before the answer itself (failures.md F23). */
  readonly prefacesMax: number
  readonly attemptsMax: number
  /** The first pause between attempts; each further one is twice as long. */
  readonly backoffMs: number
  /** A server that asks for more patience than this is unavailable. */
  readonly retryAfterMsMax: number
}
export const netLimits: NetLimits = {
  redirectsMax: 5,
  urlCharactersMax: 4096,
  headerBytesMax: 16 * 1024,
  connectMs: 10_000,
  prefacesMax: 8,
  attemptsMax: 4,
  backoffMs: 500,
  retryAfterMsMax: 30_000,
}
