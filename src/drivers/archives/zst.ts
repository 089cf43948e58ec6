import type { ArchiveDriver } from './driver.ts'
import { fileIn } from './file-in.ts'
import { zst } from './packings.ts'
import { tarIn } from './tar-in.ts'

/** A tar stream in exactly one zstd frame. */
export const tarZst: ArchiveDriver = { kind: 'tar-zst', endings: ['.tar.zst', '.tzst'], make: tarIn(zst) }

/** One file in exactly one zstd frame. */
export const zstFile: ArchiveDriver = { kind: 'zst', endings: ['.zst'], make: fileIn(zst) }
