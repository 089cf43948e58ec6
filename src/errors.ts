/**
 * Every failure this program can name, in one table.
 *
 * A *failure* is an expected event: it has a code, it is unwound, and it leaves with the exit code of its row.
 * A *bug* is a broken invariant: it is unwound too, but reported with its stack and exit code 70.
 * 64 to 78 are the sysexits(3) that systemd prints by name; 1 to 14 belong to Node itself.
 */
export const failureTable = {
  AVAILABLE: { exit: 30, retry: 'no', says: 'a newer release is available' },
  HELD: { exit: 31, retry: 'no', says: 'a newer release is available, but held back' },
  REFUSED: { exit: 40, retry: 'no', says: 'refused; nothing was touched' },
  /** Trust failed: somebody may be lying to us. The same exit code as REFUSED, but logged at priority crit. */
  TAMPERED: { exit: 40, retry: 'no', says: 'refused, the release is not what its publisher signed; nothing was touched' },
  ROLLED_BACK: { exit: 41, retry: 'no', says: 'the new version failed; the kept version runs, proven' },
  STUCK: { exit: 42, retry: 'no', says: 'neither version could be proven; a person is needed' },
  USAGE: { exit: 64, retry: 'no', says: 'wrong arguments' },
  DATA: { exit: 65, retry: 'no', says: 'malformed release, archive or journal' },
  UNAVAILABLE: { exit: 69, retry: 'yes', says: 'the source, the bus or the unit cannot be reached' },
  BUG: { exit: 70, retry: 'no', says: 'a broken invariant in app-upgrade itself' },
  CANT_CREATE: { exit: 73, retry: 'yes', says: 'no space, or a read-only file system' },
  IO: { exit: 74, retry: 'yes', says: 'disk or network failed under us' },
  TEMPORARY: { exit: 75, retry: 'yes', says: 'busy; try later' },
  PROTOCOL: { exit: 76, retry: 'yes', says: 'a peer spoke D-Bus or HTTP wrongly' },
  PERMISSION: { exit: 77, retry: 'no', says: 'not allowed' },
  CONFIG: { exit: 78, retry: 'no', says: 'the settings are wrong' },
} as const satisfies Record<string, { exit: number; retry: 'yes' | 'no'; says: string }>

export type FailureCode = keyof typeof failureTable

export interface FailureDetails {
  /** What lies beneath. The message must not repeat it: the renderer walks the chain. */
  readonly cause?: unknown
  /** One plain sentence: what a person does next. */
  readonly next?: string
  /** Of TEMPORARY: how often, and for how long, it is worth asking again; absent: as with any failure that is worth it. */
  readonly again?: Again
}
/** In milliseconds; the second counts from the first no. */
export interface Again { readonly everyMs: number; readonly giveUpMs: number }

/** An expected event. The message says what happened and to what. */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly code: FailureCode
  readonly next: string | null
  readonly again: Again | null

  constructor(code: FailureCode, message: string, details: FailureDetails = {}) {
    super(message, 'cause' in details ? { cause: details.cause } : undefined)
    this.code = code
    this.next = details.next ?? null
    this.again = details.again ?? null
  }
}

/** `throw failure('REFUSED', 'the signature of SHA256SUMS does not match')` */
export function failure(code: FailureCode, message: string, details: FailureDetails = {}): Failure {
  return new Failure(code, message, details)
}

/** `instanceof` breaks across bundles and realms; the code is what one may match on. */
export function isFailure(thrown: unknown): thrown is Failure {
  return thrown instanceof Error && thrown.name === 'Failure' && 'code' in thrown
}

/** Keeps a failure as it is, and turns a stranger's exception into a failure of this code with that cause. */
export function asFailure(thrown: unknown, code: FailureCode, message: string): Failure {
  return isFailure(thrown) ? thrown : failure(code, message, { cause: thrown })
}

/** A broken invariant: never caught as a failure, always reported with its stack. */
export class Bug extends Error {
  override readonly name = 'Bug'
}

/** Pair assertions: checked when writing *and* when reading. */
export function invariant(holds: unknown, message: string): asserts holds {
  if (holds) return
  throw new Bug(message)
}

/** The exit code a run that ended with this exception must leave with. */
export function exitCodeOf(thrown: unknown): number {
  return isFailure(thrown) ? failureTable[thrown.code].exit : failureTable.BUG.exit
}

/** The failure that another process of ours left with, by its exit code; null for a code that is none of ours. Tampering only it can tell. */
export function codeOfExit(exit: number): FailureCode | null {
  const codes = Object.keys(failureTable) as readonly FailureCode[]
  return codes.find((code) => failureTable[code].exit === exit && code !== 'TAMPERED') ?? null
}
