import { failure } from '../../errors.ts'
import type { ArchiveDriver } from './driver.ts'
import { onlyFile } from './only-file.ts'
import { whole } from './whole.ts'

/** No archive at all: the artifact is the program. */
export const bare: ArchiveDriver = {
  kind: 'bare', endings: [''],
  make: (tools) => onlyFile(tools, (file, { unpackedBytesMax }) => {
    if (file.sizeBytes > unpackedBytesMax) throw failure('DATA', `the release is larger than ${unpackedBytesMax} bytes`)
    return { sizeBytes: file.sizeBytes, bytes: whole(file) }
  }),
}
