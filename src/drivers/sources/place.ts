import { failure, isFailure, type Failure } from '../../errors.ts'
import type { Opened, Resume } from '../../upgrade/ports.ts'

/** Somewhere that files lie in directories: a bucket, a web server, a disk. Paths are relative to it: `1.2.3/linux/amd64/release.json`. */
export interface Place {
  /** What lies directly in this directory ('' or ending in a slash) and begins like this. Never a part of the answer. */
  list(directory: string, beginning: string, signal: AbortSignal): Promise<Listed>
  /** Null when there is no such file; REFUSED when the place will not say. */
  open(path: string, resume: Resume, signal: AbortSignal): Promise<Opened | null>
  /** The path for people and for the record, without secrets; no two paths are shown alike. */
  shown(path: string): string
}
/** `unlisted`: this place does not list, or not for us; what is known by name may lie there all the same. */
export type Listed =
  | { readonly kind: 'names'; readonly files: readonly string[]; readonly directories: readonly string[] }
  | { readonly kind: 'unlisted'; readonly because: Failure }

export const fromStart: Resume = { fromByte: 0, validator: null }

/** A small file, whole; null when there is none. DATA when it is larger than it may be. */
export async function readSmall(place: Place, path: string, sizeBytesMax: number, signal: AbortSignal): Promise<Uint8Array | null> {
  const opened = await place.open(path, fromStart, signal)
  if (opened === null) return null
  try {
    const chunks: Uint8Array[] = []
    let received = 0
    for await (const chunk of opened.bytes) {
      received += chunk.length
      if (received > sizeBytesMax) throw failure('DATA', `${place.shown(path)} is larger than ${sizeBytesMax} bytes`)
      // A chunk is only ours until the next one.
      chunks.push(Uint8Array.from(chunk))
    }
    return Buffer.concat(chunks)
  } finally {
    await opened.close()
  }
}

/**
 * What is found at the first of these that has it. Public buckets often let everybody read and nobody list, and then say "forbidden" of
 * what is not there, too: so a refusal counts only when none of the others has it. For names of *one* release alone: of several
 * releases a refused newest must not make an older one the newest.
 */
export async function firstThat<One, Found>(ones: readonly One[], find: (one: One) => Promise<Found | null>): Promise<Found | null> {
  let refusal: Failure | null = null
  for (const one of ones) {
    try {
      const found = await find(one)
      if (found !== null) return found
    } catch (thrown) {
      if (!isFailure(thrown) || thrown.code !== 'PERMISSION') throw thrown
      refusal ??= thrown
    }
  }
  if (refusal !== null) throw refusal
  return null
}
