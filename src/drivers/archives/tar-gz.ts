import type { ArchiveDriver } from './driver.ts'
import { tarIn } from './tar-in.ts'
import { gz } from './packings.ts'

/** The common one: a tar stream in exactly one gzip member. */
export const tarGz: ArchiveDriver = { kind: 'tar-gz', endings: ['.tar.gz', '.tgz'], make: tarIn(gz) }
