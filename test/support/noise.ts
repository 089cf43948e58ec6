import { createHash } from 'node:crypto'

/** Bytes that no compressor makes smaller, the same in every run: what one flipped bit does to them is seen before a release, and not once in a thousand runs. */
export function noise(sizeBytes: number): Buffer {
  return createHash('shake256', { outputLength: sizeBytes }).update('noise').digest()
}
