import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { AdmitTools } from './admit-tools.ts'
import { removeTree } from './directory-tree.ts'
import { ensureDirectory } from '../durable.ts'
import { refuseUnguarded } from './guarded-path.ts'
import { landingOf, layDown, type AdmittedRelease } from './lay-down.ts'
import { refuseBelowMinimum } from '../minimum.ts'
import { removeLeftovers } from './release-directory.ts'
import type { Acquired } from '../run.ts'
import { readEntry } from '../acquire/shelf.ts'
import { verifyCopy } from './verify-copy.ts'

/**
 * The half that uses a release believes nothing that the harmless half says (decisions/0002): it copies the artifact out of
 * everybody's reach, verifies signature and digest of that copy, and unpacks it beside where it will live. Harmless, too: what it ends with
 * is a complete, durable directory that nothing points to. The caller holds the app's lock.
 */
export async function admit(acquired: Acquired, tools: AdmitTools, signal: AbortSignal): Promise<AdmittedRelease> {
  const record = await readEntry(tools.disk, tools.shelf, acquired.sha256)
  if (record === null) throw failure('UNAVAILABLE', `the release ${acquired.sha256} is not on the shelf any more`)
  if (record.version !== acquired.version) throw failure('REFUSED', `version ${acquired.version} was weighed, but version ${record.version} lies on the shelf`)
  await prepare(tools)
  try {
    const landing = landingOf(record, tools, signal)
    const statement = await verifyCopy(record, landing.contents, tools)
    refuseBelowMinimum(statement.version, tools.minimumVersion)
    tools.tell({ kind: 'verified', artifact: statement.artifact, grounds: statement.grounds })
    return await layDown(statement, landing, tools)
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
