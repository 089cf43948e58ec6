import { readTar } from '../../formats/tar/tar-reader.ts'
import type { ArchiveLimits } from '../../upgrade/ports.ts'
import type { ArchiveDriver } from './driver.ts'
import { handedOver } from './handed-over.ts'
import type { Packing } from './packings.ts'
import { rulesFor, until } from './whole.ts'

/** A tar stream in a compressed file. Whatever compressed it, the same reader and the same rules judge it. */
export function tarIn(packing: Packing): ArchiveDriver['make'] {
  return ({ decompressors }) => ({
    members: (file, limits, signal) => handedOver((take) => readTar(packing(until(signal, file), tarBytesMax(limits), decompressors), rulesFor(limits), take)),
  })
}

/** Headers and padding come on top of the content. The reader counts exactly; this only ends a bomb early. */
function tarBytesMax({ unpackedBytesMax, entriesMax }: ArchiveLimits): number {
  return unpackedBytesMax + entriesMax * 16 * 1024 + 16 * 1024 * 1024
}
