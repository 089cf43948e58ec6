import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { AdmitTools } from './admit-tools.ts'
import type { ShelfRecord } from '../acquire/shelf-record.ts'

/**
 * A publisher signs more than this app: other programs, other machines, debugging builds, all in one list. The half that fetched may hand over any of them, and
 * each would verify.
 */
export function refuseOtherArtifact({ artifact, version }: ShelfRecord, { names }: Pick<AdmitTools, 'names'>): void {
  const meant = names?.(version) ?? null
  if (meant === null || meant.some((name) => name === artifact)) return
  throw failure('REFUSED', `${quoted(artifact)} is not what version ${version} of this app is called for this machine`, { next: `by the settings it is ${quoted(meant[0] ?? '')}` })
}
