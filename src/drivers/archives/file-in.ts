import type { ArchiveDriver } from './driver.ts'
import { onlyFile } from './only-file.ts'
import type { Packing } from './packings.ts'

/** One compressed file. */
export function fileIn(packing: Packing): ArchiveDriver['make'] {
  return (tools) => onlyFile(tools, (file, { unpackedBytesMax }) => ({ sizeBytes: null, bytes: packing(file, unpackedBytesMax, tools.decompressors) }))
}
