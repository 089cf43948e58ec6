import { failure } from '../../errors.ts'
import { archiveDefaults, type ArchiveRules } from '../../formats/archive/archive-policy.ts'
import type { ArchiveFile, ArchiveLimits, ByteStream } from '../../upgrade/ports.ts'

/** From the first byte to the last. */
export function whole(file: ArchiveFile): ByteStream {
  return file.bytes({ fromByte: 0, sizeBytesMax: file.sizeBytes })
}

/** The same file, which is given up (IO) when the signal says so. */
export function until(signal: AbortSignal, file: ArchiveFile): ArchiveFile {
  return { sizeBytes: file.sizeBytes, async *bytes(range) {
    refuseLate(signal)
    for await (const chunk of file.bytes(range)) {
      refuseLate(signal)
      yield chunk
    }
  } }
}

function refuseLate(signal: AbortSignal): void {
  if (signal.aborted) throw failure('IO', 'reading the archive was given up', { cause: signal.reason })
}

/** What the app allows of an archive, beside what is always so. */
export function rulesFor({ unpackedBytesMax, entriesMax }: ArchiveLimits): ArchiveRules {
  return { ...archiveDefaults, entriesMax, memberBytesMax: unpackedBytesMax, totalBytesMax: unpackedBytesMax }
}
