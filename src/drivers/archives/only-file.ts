import { failure } from '../../errors.ts'
import type { Archive, ArchiveFile, ArchiveLimits, ByteStream } from '../../upgrade/ports.ts'
import type { ArchiveTools } from './driver.ts'
import { until } from './whole.ts'

/** What such a file holds, and its size if that is known beforehand. */
export interface OnlyContent { readonly sizeBytes: number | null; readonly bytes: ByteStream }

/**
 * A release that is one file: it is the one managed file, whatever it is called on its server. CONFIG when several files are managed,
 * DATA when it is empty.
 */
export function onlyFile({ binaries }: ArchiveTools, open: (file: ArchiveFile, limits: ArchiveLimits) => OnlyContent): Archive {
  const [name, ...others] = binaries
  if (name === undefined || others.length > 0) throw failure('CONFIG', `the release is a single file, but ${binaries.length} files are managed`, { next: 'Name one file under [archive], or take a release that is an archive.' })
  return { form: 'file', async *members(file, limits, signal) {
    if (limits.entriesMax < 1) throw failure('REFUSED', `there are more than ${limits.entriesMax} entries`)
    const { sizeBytes, bytes } = open(until(signal, file), limits)
    const chunks = nonEmpty(bytes)[Symbol.asyncIterator]()
    try {
      yield { path: pathOf(name), kind: 'file', mode: 0o755, sizeBytes, bytes: { [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }) } }
      // What was not wanted may still be wrong.
      while ((await chunks.next()).done !== true);
    } finally {
      await chunks.return()
    }
  } }
}

/** The only directory of a release is taken for its top directory: a `bin/jaco` has to lie in one. */
function pathOf(name: string): string {
  const slash = name.indexOf('/')
  return slash < 0 ? name : `${name.slice(0, slash)}/${name}`
}

async function* nonEmpty(bytes: ByteStream): AsyncGenerator<Uint8Array, void, void> {
  let sizeBytes = 0
  for await (const chunk of bytes) {
    sizeBytes += chunk.length
    yield chunk
  }
  if (sizeBytes === 0) throw failure('DATA', 'the release is an empty file')
}
