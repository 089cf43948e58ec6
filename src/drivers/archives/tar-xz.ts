import type { ArchiveDriver } from './driver.ts'
import { tarIn } from './tar-in.ts'
import { xz } from './packings.ts'

/** A tar stream in exactly one xz stream. */
export const tarXz: ArchiveDriver = { kind: 'tar-xz', endings: ['.tar.xz', '.txz'], make: tarIn(xz) }
