import type { ArchiveDriver } from './driver.ts'
import { tarIn } from './tar-in.ts'
import { zst } from './packings.ts'

/** A tar stream in exactly one zstd frame. */
export const tarZst: ArchiveDriver = { kind: 'tar-zst', endings: ['.tar.zst', '.tzst'], make: tarIn(zst) }
