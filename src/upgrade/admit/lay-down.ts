import { failure } from '../../errors.ts'
import { sizeText } from '../../formats/size.ts'
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
  const directory = await nameRelease(tools.disk, root, { releases: tools.releases, version: statement.version, artifactSha256: statement.sha256, made: tools.rules.made ?? [] })
  return { version: statement.version, sha256: statement.sha256, directory, grounds: statement.grounds, ...await laidDown(directory, tools), statement }
}

/**
 * The record's word, to refuse early, and a tenth more for what a file system keeps for itself; what really comes is counted while it is unpacked. Where
 * a layout needs a second copy of it, the gate `space` asks for the room, once it is known what goes where (failures.md F01).
 */
async function refuseNoRoom({ unpackedBytes }: ShelfRecord, { files, releases }: AdmitTools): Promise<void> {
  const { freeBytes, freeEntries } = await files.space(releases)
  const neededBytes = Math.ceil(unpackedBytes * 1.1)
  if (freeBytes >= neededBytes && freeEntries !== 0) return
  const why = freeEntries === 0 ? 'no more files can be made' : `${sizeText(neededBytes)} are needed and only ${sizeText(freeBytes)} are free`
  throw failure('CANT_CREATE', `there is no room to unpack the release: ${why} in '${releases}'`, { next: `make room on this file system ('df -h ${releases}', 'df -i ${releases}') and try again` })
}
