import { createHash } from 'node:crypto'
import { failure } from '../errors.ts'
import type { Archive, ArchiveFile, ArchiveLimits } from './ports.ts'

/**
 * SHA-256 of the only file that an archive unpacks to, lower-case hex: choria's `release.json` signs that, and not the artifact.
 * The archive is read whole, through all its checks. DATA when it holds several members, or a directory.
 */
export async function unpackedSha256(archive: Archive, file: ArchiveFile, limits: ArchiveLimits, signal: AbortSignal): Promise<string> {
  const hash = createHash('sha256')
  let members = 0
  for await (const member of archive.members(file, limits, signal)) {
    members += 1
    if (members > 1 || member.kind === 'directory') throw failure('DATA', 'the digest of the unpacked file is asked for, but the archive holds more than one file')
    for await (const chunk of member.bytes) hash.update(chunk)
  }
  if (members === 0) throw failure('DATA', 'the digest of the unpacked file is asked for, but the archive holds none')
  return hash.digest('hex')
}
