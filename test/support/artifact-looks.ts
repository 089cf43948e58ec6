import { archiveOf } from '../../src/drivers/archives/table.ts'
import { files } from '../../src/host/files.ts'
import { decompressors } from '../../src/host/decompressors.ts'
import type { ArtifactTools } from '../../src/upgrade/artifact-file.ts'
import type { ByteStream } from '../../src/upgrade/ports.ts'

/** What looks into an artifact, on the real machine. */
export const someLooks: ArtifactTools = { files, archiveOf: (artifact) => archiveOf(artifact, { decompressors, binaries: ['app'] }), archiveLimits: { unpackedBytesMax: 2 ** 20, entriesMax: 100 } }

export async function textOf(bytes: ByteStream): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of bytes) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString()
}
