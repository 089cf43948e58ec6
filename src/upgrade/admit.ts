import { posix } from 'node:path'
import { failure } from '../errors.ts'
import type { Clock, Disk, Files, Ownership } from '../host/types.ts'
import type { ArtifactName } from '../release/artifact.ts'
import { removeTree } from './directory-tree.ts'
import { ensureDirectory } from './durable.ts'
import { refuseUnguarded } from './guarded-path.ts'
import type { Archive, ArchiveLimits, Statement, Trust, UpgradeEvent } from './ports.ts'
import { copyPrivately } from './private-copy.ts'
import type { ContentRules } from './release-content.ts'
import { nameRelease, removeLeftovers, stagingOf, type ReleasePlace } from './release-directory.ts'
import type { Acquired, Admitted, AdmittedFile } from './run.ts'
import { shelfEvidence } from './shelf-evidence.ts'
import type { ShelfRecord } from './shelf-record.ts'
import { artifactPathOf, entryOf, readEntry } from './shelf.ts'
import { unpack } from './unpack.ts'
import type { Verified } from './verified.ts'

export interface AdmitTools {
  readonly disk: Disk
  readonly files: Files
  readonly clock: Clock
  readonly tell: (event: UpgradeEvent) => void
  readonly trust: Trust
  readonly archiveOf: (artifact: ArtifactName) => Archive
  readonly rules: ContentRules
  readonly archiveLimits: ArchiveLimits
  readonly artifactBytesMax: number
  readonly shelf: string
  /** A directory that only we can reach, made here (0700) and removed again: `/var/lib/app-upgrade/<app>/admit.partial`. */
  readonly scratch: string
  /** Where release directories are kept: `<home>/releases`. On the file system on which they will be used. */
  readonly releases: string
  /** Of the unpacked files: root's; without root, our own. */
  readonly owner: Omit<Ownership, 'mode'>
}
export interface AdmittedRelease extends Admitted { readonly statement: Verified<Statement> }

/**
 * The half that uses a release believes nothing that the harmless half says (decisions/0002): it copies the artifact out of
 * everybody's reach, verifies signature and digest of that copy, and unpacks it where it will live. Harmless, too: what it ends with
 * is a complete, durable directory that nothing points to. The caller holds the app's lock.
 */
export async function admit(acquired: Acquired, tools: AdmitTools, signal: AbortSignal): Promise<AdmittedRelease> {
  const record = await readEntry(tools.disk, tools.shelf, acquired.sha256)
  if (record === null) throw failure('UNAVAILABLE', `the release ${acquired.sha256} is not on the shelf any more`)
  if (record.version !== acquired.version) throw failure('REFUSED', `version ${acquired.version} was weighed, but version ${record.version} lies on the shelf`)
  await prepare(tools)
  try {
    const statement = await verified(record, tools)
    tools.tell({ kind: 'verified', artifact: statement.artifact, grounds: statement.grounds })
    return await layDown(statement, record, tools, signal)
  } finally {
    await removeTree(tools.disk, tools.scratch)
    await removeLeftovers(tools.disk, tools.releases)
  }
}

async function prepare({ disk, releases, scratch, owner }: AdmitTools): Promise<void> {
  for (const directory of [releases, posix.dirname(scratch)]) {
    await refuseUnguarded(disk, directory, owner.uid)
    await ensureDirectory(disk, directory, 0o755)
  }
  await removeLeftovers(disk, releases)
  await removeTree(disk, scratch)
  await disk.makeDirectory(scratch, 0o700)
}

const copyOf = ({ scratch }: AdmitTools): string => posix.join(scratch, 'artifact')

/** The digest is of our own copy, so a file that changes under us changes nothing, or is refused. */
async function verified(record: ShelfRecord, tools: AdmitTools): Promise<Verified<Statement>> {
  const entry = entryOf(tools.shelf, record.sha256)
  const copied: { sha256: string | null } = { sha256: null }
  const statement = await tools.trust.verify(shelfEvidence({
    record, entry, disk: tools.disk, atMs: tools.clock.nowMs(),
    async digest() {
      const digest = await copyPrivately(artifactPathOf(entry), copyOf(tools), tools.artifactBytesMax, tools)
      copied.sha256 = digest.sha256
      return digest
    },
  }))
  // Pair assertion: the bytes that were vouched for are the bytes that we hold (failures.md F36).
  if (statement.sha256 !== copied.sha256 || statement.version !== record.version) throw failure('TAMPERED', `nobody vouches for the bytes of '${record.artifact}'`)
  // The shelf's word for the digest was weighed: an ill release under another one would pass for a release that nobody tried yet.
  if (record.sha256 !== copied.sha256) throw failure('TAMPERED', `'${record.artifact}' was weighed with sha256 ${record.sha256}, but is ${copied.sha256}`)
  return statement
}

async function layDown(statement: Verified<Statement>, record: ShelfRecord, tools: AdmitTools, signal: AbortSignal): Promise<AdmittedRelease> {
  const place: ReleasePlace = { releases: tools.releases, version: statement.version, artifactSha256: statement.sha256 }
  await refuseNoRoom(record, tools)
  const copy = await tools.files.open(copyOf(tools))
  if (copy === null) throw failure('IO', `'${copyOf(tools)}' has vanished`)
  try {
    const bytes = copy.bytes({ fromByte: 0, sizeBytesMax: copy.facts.sizeBytes })
    const inspection = { archive: tools.archiveOf(statement.artifact), bytes, rules: tools.rules, version: statement.version, limits: tools.archiveLimits }
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
