import { createHash } from 'node:crypto'
import { failure } from '../../errors.ts'
import type { Disk, Files, ReadableFile, WritableFile } from '../../host/types.ts'
import type { ArtifactDigest } from '../../release/artifact.ts'

export interface CopyTools { readonly disk: Disk; readonly files: Files }

/**
 * Copies a file that somebody else may still be writing to, reading each byte once, through one descriptor: what is hashed here is
 * what the copy holds, and the copy is out of everybody's reach (failures.md F45: verified one file, installed another).
 */
export async function copyPrivately(from: string, to: string, sizeBytesMax: number, tools: CopyTools): Promise<ArtifactDigest> {
  const source = await openRegular(from, tools)
  try {
    if (source.facts.sizeBytes > sizeBytesMax) throw failure('REFUSED', `'${from}' is larger than ${sizeBytesMax} bytes`)
    const target = await tools.files.create(to, null)
    try {
      return await copyBytes(source, target, sizeBytesMax)
    } finally {
      await target.close()
    }
  } finally {
    await source.close()
  }
}

/** Looked at by name first, for a message that says what it is; opening it refuses the same things once more, by descriptor. */
async function openRegular(path: string, { disk, files }: CopyTools): Promise<ReadableFile> {
  const facts = await disk.look(path)
  if (facts !== null && facts.kind !== 'file') throw failure('REFUSED', `'${path}' is ${facts.kind === 'symlink' ? 'a link' : 'no regular file'}`)
  const file = facts === null ? null : await files.open(path)
  if (file === null) throw failure('UNAVAILABLE', `'${path}' is not on the shelf any more`)
  return file
}

async function copyBytes(source: ReadableFile, target: WritableFile, sizeBytesMax: number): Promise<ArtifactDigest> {
  const hash = createHash('sha256')
  let sizeBytes = 0
  for await (const chunk of source.bytes({ fromByte: 0, sizeBytesMax })) {
    hash.update(chunk)
    sizeBytes += chunk.length
    await target.write(chunk)
  }
  return { sha256: hash.digest('hex'), sizeBytes }
}
