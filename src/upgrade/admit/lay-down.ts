import { failure } from '../../errors.ts'
import type { AdmitTools } from './admit-tools.ts'
import type { Statement } from '../ports.ts'
import { readOnce, type ReadOnce } from '../acquire/read-once.ts'
import { laidDown } from './laid-down.ts'
import { nameRelease, stagingOf } from './release-directory.ts'
import type { Admitted } from '../run.ts'
import type { ShelfRecord } from '../acquire/shelf-record.ts'
import { unpackInto, type Unpacking } from './unpack.ts'
import type { Verified } from '../verified.ts'
import { copyOf } from './verify-copy.ts'

export interface AdmittedRelease extends Admitted { readonly statement: Verified<Statement> }
/** Our copy of a release, and the place beside its final one where it is unpacked: once, and garbage until somebody vouches for it (decisions/0028). */
export interface Landing { readonly contents: ReadOnce; readonly unpacking: Unpacking }

export function landingOf(record: ShelfRecord, tools: AdmitTools, signal: AbortSignal): Landing {
  const unpacking = unpackInto(stagingOf({ releases: tools.releases, version: record.version }), tools)
  const begin = async (): Promise<void> => {
    await refuseNoRoom(record, tools)
    await unpacking.begin()
  }
  return { unpacking, contents: readOnce({ path: copyOf(tools), artifact: record.artifact }, { ...unpacking, begin }, tools, signal) }
}

/** Gives what a verified copy unpacks to its final, durable directory, to which nothing points yet. */
export async function layDown(statement: Verified<Statement>, { contents, unpacking }: Landing, tools: AdmitTools): Promise<AdmittedRelease> {
  const root = await unpacking.finish(await contents.content(statement))
  const directory = await nameRelease(tools.disk, root, { releases: tools.releases, version: statement.version, artifactSha256: statement.sha256 })
  return { version: statement.version, sha256: statement.sha256, directory, grounds: statement.grounds, ...await laidDown(directory, tools), statement }
}

/** The record's word, to refuse early; what really comes is counted while it is unpacked. */
async function refuseNoRoom({ unpackedBytes }: ShelfRecord, { files, releases }: AdmitTools): Promise<void> {
  const { freeBytes, freeEntries } = await files.space(releases)
  if (freeBytes < unpackedBytes || freeEntries === 0) throw failure('CANT_CREATE', `the release unpacks to ${unpackedBytes} bytes, but only ${freeBytes} are free in '${releases}'`, { next: 'Make room on this file system and try again.' })
}
