import type { ReadableFile } from '../host/types.ts'
import type { ArchiveFile } from './ports.ts'

/** An open file as archives are read from: all of it is there, and no reader sees more than its size promised. */
export function archiveFile({ facts, bytes }: ReadableFile): ArchiveFile {
  return { sizeBytes: facts.sizeBytes, bytes }
}
