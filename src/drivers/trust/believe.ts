import { failure } from '../../errors.ts'
import type { ChecksumEntry } from '../../formats/checksums.ts'
import type { Evidence, Statement } from '../../upgrade/ports.ts'
import type { Verified } from '../../upgrade/verified.ts'
import { sealed } from './seal.ts'

/** The digest is asked for last: a release whose list is not believed is not fetched at all. */
export async function believe(evidence: Evidence, entry: ChecksumEntry, grounds: readonly string[]): Promise<Verified<Statement>> {
  const { sha256 } = await evidence.digest()
  if (sha256 !== entry.sha256) throw failure('TAMPERED', `'${evidence.artifact}' is not what its publisher signed: its sha256 is ${sha256}, the signed one ${entry.sha256}`)
  return sealed({ artifact: evidence.artifact, version: evidence.version, sha256, grounds: [...grounds, `its sha256 is the signed one, ${sha256}`] })
}
