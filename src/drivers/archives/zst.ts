import type { ArchiveDriver } from './driver.ts'
import { fileIn } from './file-in.ts'
import { zst } from './packings.ts'

/** One file in exactly one zstd frame. */
export const zstFile: ArchiveDriver = { kind: 'zst', endings: ['.zst'], make: fileIn(zst) }
