import type { ArchiveDriver } from './driver.ts'
import { fileIn } from './file-in.ts'
import { gz } from './packings.ts'

/** One file in exactly one gzip member. */
export const gzFile: ArchiveDriver = { kind: 'gz', endings: ['.gz'], make: fileIn(gz) }
