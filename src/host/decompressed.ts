import { failure } from '../errors.ts'
import { readChunkBytes } from './limits.ts'

/** Answers the size again. DATA when it is more than may come out: a bomb ends at the limit, not at its end. */
export function refuseBeyond(sizeBytes: number, bytesMax: number): number {
  if (sizeBytes > bytesMax) throw failure('DATA', `the archive unpacks to more than ${bytesMax} bytes`)
  return sizeBytes
}

/**
 * zlib never writes again into a buffer that it has filled, and makes a new one. Detached, its memory is free at once; left to the
 * collector, gigabytes of them would each time be noticed only after dozens of megabytes.
 */
export function release({ buffer, byteOffset, length }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer && buffer.byteLength === readChunkBytes && byteOffset + length === buffer.byteLength) buffer.transfer(0)
}
