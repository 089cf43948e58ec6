import type { ArchiveDriver } from './driver.ts'
import { tarIn } from './tar-in.ts'
import { bz2 } from './packings.ts'

/** A tar stream in bzip2, of one stream or several. */
export const tarBz2: ArchiveDriver = { kind: 'tar-bz2', endings: ['.tar.bz2', '.tbz2', '.tbz'], make: tarIn(bz2) }
