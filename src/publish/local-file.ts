import { createHash } from 'node:crypto'
import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { bodyIn } from '../formats/one-chunk.ts'
import { quoted } from '../formats/printable.ts'
import type { Files } from '../host/types.ts'
import { artifactBytesMax } from './limits.ts'
import type { Body } from './ports.ts'

/** A file to be published. */
export interface LocalFile extends Body {
  readonly name: string
  readonly path: string
}

/**
 * Reads a file once, for its digest. Whoever reads it again gets the same bytes or a failure: a build that writes on while its result is
 * being published must not end as an artifact that no list vouches for. USAGE when it is not there.
 */
export async function localFile(files: Files, path: string): Promise<LocalFile> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of contentOf(files, path)) {
    hash.update(chunk)
    sizeBytes += chunk.length
  }
  const sha256 = hash.digest('hex')
  return { name: posix.basename(path), path, sizeBytes, sha256, bytes: () => unchanged(contentOf(files, path), { sizeBytes, sha256, path }) }
}

/** Bytes that are in memory already. */
export function bodyOf(bytes: Uint8Array): Body {
  return { ...bodyIn(bytes), sha256: createHash('sha256').update(bytes).digest('hex') }
}

async function* contentOf(files: Files, path: string): AsyncIterable<Uint8Array> {
  const file = await files.open(path)
  if (file === null) throw failure('USAGE', `there is no file ${quoted(path)}`)
  try {
    yield* file.bytes({ fromByte: 0, sizeBytesMax: artifactBytesMax })
  } finally {
    await file.close()
  }
}

async function* unchanged(bytes: AsyncIterable<Uint8Array>, { sizeBytes, sha256, path }: Pick<LocalFile, 'sizeBytes' | 'sha256' | 'path'>): AsyncIterable<Uint8Array> {
  const hash = createHash('sha256')
  let readBytes = 0
  for await (const chunk of bytes) {
    readBytes += chunk.length
    // More than was promised is never handed on: whoever sends it counts, and would take it for a mistake of ours.
    if (readBytes > sizeBytes) throw changed(path)
    hash.update(chunk)
    yield chunk
  }
  if (hash.digest('hex') !== sha256) throw changed(path)
}

function changed(path: string): Error {
  return failure('IO', `${quoted(path)} has changed while it was being published`, { next: 'Wait until the build has ended, then publish again.' })
}
