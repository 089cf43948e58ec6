import { failure } from '../../errors.ts'
import { archiveDefaults, type ArchiveRules } from '../../formats/archive-policy.ts'
import { readTar } from '../../formats/tar-reader.ts'
import type { Gunzips } from '../../host/types.ts'
import type { Archive, ArchiveLimits, ByteStream } from '../../upgrade/ports.ts'
import type { ArchiveDriver } from './driver.ts'
import { handedOver } from './handed-over.ts'

/** The common one: a tar stream in exactly one gzip member. */
export const tarGz: ArchiveDriver = {
  kind: 'tar-gz',
  endings: ['.tar.gz', '.tgz'],
  make: ({ gunzip }) => tarGzArchive(gunzip),
}

function tarGzArchive(gunzip: Gunzips): Archive {
  return {
    members: (file, limits, signal) => handedOver((take) => readTar(gunzip(until(signal, file.bytes({ fromByte: 0, sizeBytesMax: file.sizeBytes })), tarBytesMax(limits)), rulesFor(limits), take)),
  }
}

function rulesFor({ unpackedBytesMax, entriesMax }: ArchiveLimits): ArchiveRules {
  return { ...archiveDefaults, entriesMax, memberBytesMax: unpackedBytesMax, totalBytesMax: unpackedBytesMax }
}

/** Headers and padding come on top of the content. The reader counts exactly; this only ends a bomb early. */
function tarBytesMax({ unpackedBytesMax, entriesMax }: ArchiveLimits): number {
  return unpackedBytesMax + entriesMax * 16 * 1024 + 16 * 1024 * 1024
}

async function* until(signal: AbortSignal, bytes: ByteStream): ByteStream {
  for await (const chunk of bytes) {
    if (signal.aborted) throw failure('IO', 'reading the archive was given up', { cause: signal.reason })
    yield chunk
  }
}
