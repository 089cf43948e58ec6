import { readZip } from '../../formats/zip/zip-reader.ts'
import type { ArchiveDriver } from './driver.ts'
import { handedOver } from './handed-over.ts'
import { rulesFor, until } from './whole.ts'

/** A zip file, stored or deflated. */
export const zip: ArchiveDriver = {
  kind: 'zip', endings: ['.zip'],
  make: ({ decompressors: { inflateRaw } }) => ({
    members: (file, limits, signal) => handedOver((take) => readZip(until(signal, file), rulesFor(limits), inflateRaw, take)),
  }),
}
