import type { ArchiveDriver } from './driver.ts'
import { fileIn } from './file-in.ts'
import { xz } from './packings.ts'
import { tarIn } from './tar-in.ts'

/** A tar stream in exactly one xz stream. */
export const tarXz: ArchiveDriver = { kind: 'tar-xz', endings: ['.tar.xz', '.txz'], make: tarIn(xz) }

/** One file in exactly one xz stream. */
export const xzFile: ArchiveDriver = { kind: 'xz', endings: ['.xz'], make: fileIn(xz) }
