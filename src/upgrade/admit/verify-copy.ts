import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import type { AdmitTools } from './admit-tools.ts'
import { refuseOtherArtifact } from './other-artifact.ts'
import type { Statement } from '../ports.ts'
import { copyPrivately } from './private-copy.ts'
import type { ReadOnce } from '../acquire/read-once.ts'
import { shelfEvidence } from '../acquire/shelf-evidence.ts'
import type { ShelfRecord } from '../acquire/shelf-record.ts'
import { artifactPathOf, entryOf } from '../acquire/shelf.ts'
import type { Verified } from '../verified.ts'

/** Our own copy of the artifact, out of everybody's reach. */
export const copyOf = ({ scratch }: AdmitTools): string => posix.join(scratch, 'artifact')

/** The digest is of our own copy, so a file that changes under us changes nothing, or is refused. `contents` are those of that copy. */
export async function verifyCopy(record: ShelfRecord, contents: ReadOnce, tools: AdmitTools): Promise<Verified<Statement>> {
  refuseOtherArtifact(record, tools)
  const entry = entryOf(tools.shelf, record.sha256)
  const copied: { sha256: string | null } = { sha256: null }
  const statement = await tools.trust.verify(shelfEvidence({
    ...tools, record, entry, atMs: tools.clock.nowMs(), artifactPath: copyOf(tools), contents,
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
