import type { Clock, Disk, Facts, Files, RunsCommands } from '../host/types.ts'

/**
 * Where finished files are put, for others to fetch: a directory, a bucket, a release of a code host. A name may have slashes
 * (`v2.0.0/SHA256SUMS`). Every method may be repeated.
 */
export interface Store {
  /** For messages, without secrets. */
  readonly where: string
  /** Returns when the file is there, whole, under its name. `onto` nothing: REFUSED where other bytes have that name already. */
  put(name: string, body: Body, onto: 'nothing' | 'anything'): Promise<void>
  /** Null when there is none. DATA when it is larger. */
  get(name: string, sizeBytesMax: number): Promise<Uint8Array | null>
  /** After the last `put`: what was only being prepared is shown to everybody. */
  finish(): Promise<void>
}

/** Bytes that can be read more than once, and what is known of them beforehand. Each chunk is valid until the next one is asked for. */
export interface Body {
  readonly sizeBytes: number
  /** Lower-case hex. */
  readonly sha256: string
  bytes(): AsyncIterable<Uint8Array>
}

/** What publishing may use of the machine. */
export interface PublishTools {
  readonly disk: Disk
  readonly files: Files
  readonly commands: RunsCommands
  readonly clock: Pick<Clock, 'nowMs'>
  /** Who owns what we write. */
  readonly facts: Pick<Facts, 'uid' | 'gid'>
}

/** Signs with the publisher's key: the content of a `.minisig`. */
export type Signs = (message: Uint8Array, trustedComment: string) => Uint8Array
