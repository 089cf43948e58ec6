import { posix } from 'node:path'
import { failure } from '../errors.ts'
import type { AdmitTools } from './admit-tools.ts'
import { archiveFile } from './archive-file.ts'
import type { Statement } from './ports.ts'
import { nameRelease, stagingOf, type ReleasePlace } from './release-directory.ts'
import type { Admitted, AdmittedFile } from './run.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { unpack } from './unpack.ts'
import type { Verified } from './verified.ts'
import { copyOf } from './verify-copy.ts'

export interface AdmittedRelease extends Admitted { readonly statement: Verified<Statement> }

/** Unpacks a verified copy into its final, durable directory, to which nothing points yet. */
export async function layDown(statement: Verified<Statement>, record: ShelfRecord, tools: AdmitTools, signal: AbortSignal): Promise<AdmittedRelease> {
  const place: ReleasePlace = { releases: tools.releases, version: statement.version, artifactSha256: statement.sha256 }
  await refuseNoRoom(record, tools)
  const copy = await tools.files.open(copyOf(tools))
  if (copy === null) throw failure('IO', `'${copyOf(tools)}' has vanished`)
  try {
    const inspection = { archive: tools.archiveOf(statement.artifact), file: archiveFile(copy), rules: tools.rules, version: statement.version, limits: tools.archiveLimits }
    const directory = await nameRelease(tools.disk, await unpack(inspection, stagingOf(place), tools, signal), place)
    return { version: statement.version, sha256: statement.sha256, directory, grounds: statement.grounds, files: await filesOf(directory, tools), statement }
  } finally {
    await copy.close()
  }
}

/** The record's word, to refuse early; what really comes is counted while it is unpacked. */
async function refuseNoRoom({ unpackedBytes }: ShelfRecord, { files, releases }: AdmitTools): Promise<void> {
  const { freeBytes, freeEntries } = await files.space(releases)
  if (freeBytes < unpackedBytes || freeEntries === 0) throw failure('CANT_CREATE', `the release unpacks to ${unpackedBytes} bytes, but only ${freeBytes} are free in '${releases}'`, { next: 'Make room on this file system and try again.' })
}

/** Read back from the disk, not remembered from writing it: this digest is what the plan will hold the live file to. */
async function filesOf(directory: string, { disk, rules, owner }: AdmitTools): Promise<readonly AdmittedFile[]> {
  const files: AdmittedFile[] = []
  for (const name of rules.binaries) {
    const path = posix.join(directory, name)
    const [facts, sha256] = [await disk.look(path), await disk.sha256(path)]
    if (facts?.kind !== 'file' || sha256 === null || facts.uid !== owner.uid) throw failure('REFUSED', `'${path}' is not the file that was unpacked`)
    files.push({ name, path, sha256, mode: facts.mode })
  }
  return files
}
