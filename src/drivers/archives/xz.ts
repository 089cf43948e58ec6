import type { ArchiveDriver } from './driver.ts'
import { fileIn } from './file-in.ts'
import { xz } from './packings.ts'

/** One file in exactly one xz stream. */
export const xzFile: ArchiveDriver = { kind: 'xz', endings: ['.xz'], make: fileIn(xz) }
