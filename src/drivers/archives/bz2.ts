import type { ArchiveDriver } from './driver.ts'
import { fileIn } from './file-in.ts'
import { bz2 } from './packings.ts'
import { tarIn } from './tar-in.ts'

/** A tar stream in bzip2, of one stream or several. */
export const tarBz2: ArchiveDriver = { kind: 'tar-bz2', endings: ['.tar.bz2', '.tbz2', '.tbz'], make: tarIn(bz2) }

/** One file in bzip2, of one stream or several: choria's form (formats.md 2.1). */
export const bz2File: ArchiveDriver = { kind: 'bz2', endings: ['.bz2'], make: fileIn(bz2) }
