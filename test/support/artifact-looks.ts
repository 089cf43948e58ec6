import { archiveOf } from '../../src/drivers/archives/table.ts'
import { files } from '../../src/host/files.ts'
import { decompressors } from '../../src/host/decompressors.ts'
import { parseArtifactName } from '../../src/release/artifact.ts'
import { nowhere } from '../../src/upgrade/acquire/inspect.ts'
import type { ByteStream } from '../../src/upgrade/ports.ts'
import { readOnce, type ReadingTools, type ReadOnce } from '../../src/upgrade/acquire/read-once.ts'

/** What looks into an artifact, on the real machine. */
export const someLooks: ReadingTools = {
  files, archiveOf: (artifact) => archiveOf(artifact, { decompressors, binaries: ['app'] }), archiveLimits: { unpackedBytesMax: 2 ** 20, entriesMax: 100 },
  rules: { binaries: ['app'], keep: 'files', members: null, architecture: 'amd64' },
}

/** What lies at a path, called like this. */
export const contentsAt = (path: string, artifact: string): ReadOnce => readOnce({ path, artifact: parseArtifactName(artifact) }, nowhere, someLooks, new AbortController().signal)

export async function textOf(bytes: ByteStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of bytes) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}
