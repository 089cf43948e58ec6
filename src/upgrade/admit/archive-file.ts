import type { ReadableFile } from '../../host/types.ts'
import type { ArchiveFile } from '../ports.ts'

/** An open file as archives are read from: all of it is there, and no reader sees more than its size promised. */
export function archiveFile(file: ReadableFile): ArchiveFile {
  return { sizeBytes: file.facts.sizeBytes, bytes: (range) => file.bytes(range) }
}
