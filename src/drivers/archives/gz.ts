import type { ArchiveDriver } from './driver.ts'
import { fileIn } from './file-in.ts'
import { gz } from './packings.ts'
import { tarIn } from './tar-in.ts'

/** The common one: a tar stream in exactly one gzip member. */
export const tarGz: ArchiveDriver = { kind: 'tar-gz', endings: ['.tar.gz', '.tgz'], make: tarIn(gz) }

/** One file in exactly one gzip member. */
export const gzFile: ArchiveDriver = { kind: 'gz', endings: ['.gz'], make: fileIn(gz) }
