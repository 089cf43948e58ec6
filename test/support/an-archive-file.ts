import type { ArchiveFile } from '../../src/upgrade/ports.ts'
import { fleeting } from './fleeting.ts'
import { chunked } from './tar-builder.ts'

/** An archive in memory, read in chunks of this size. */
export function anArchiveFile(bytes: Uint8Array, chunkBytes = 65_536): ArchiveFile {
  return { sizeBytes: bytes.length, async *bytes({ fromByte, sizeBytesMax }) {
    yield* fleeting(chunked(bytes.subarray(fromByte, fromByte + sizeBytesMax), chunkBytes))
    if (bytes.length > fromByte + sizeBytesMax) throw new Error('a part of a file is not cut silently: there is more')
  } }
}

/** An archive that is made while it is read, for those that are larger than memory: read once, from its beginning. */
export function aStreamedArchive(bytes: () => AsyncIterable<Uint8Array>): ArchiveFile {
  return { sizeBytes: Number.MAX_SAFE_INTEGER, bytes }
}
