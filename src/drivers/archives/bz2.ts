import type { ArchiveDriver } from './driver.ts'
import { fileIn } from './file-in.ts'
import { bz2 } from './packings.ts'

/** One file in bzip2, as choria has it (formats.md 2.1). */
export const bz2File: ArchiveDriver = { kind: 'bz2', endings: ['.bz2'], make: fileIn(bz2) }
