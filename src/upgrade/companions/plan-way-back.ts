import { failure } from '../../errors.ts'
import type { Decided, Found, FoundFile } from './plan-companion.ts'
import type { PlannedCompanion } from '../plan.ts'

/** One path that was changed since the release ran that is gone back to. */
export interface CompanionThen extends Pick<PlannedCompanion, 'name' | 'path' | 'isUnitFile'> {
  readonly found: Found | null
  /** What lay there then. Null: nothing. */
  readonly then: string | null
  /** A file that still holds it. Null: none is left, or none is needed. */
  readonly source: (FoundFile & { readonly path: string }) | null
  /** What was laid down there last; another content is somebody's own. */
  readonly last: string | null
  readonly edited: 'refuse' | 'replace' | 'keep'
  readonly directories: readonly string[]
  readonly version: string
  readonly force: 'yes' | 'no'
}

/**
 * An old program under a new unit file is no way back (formats.md 3.7): what travelled with the release that is left goes back too. A change that somebody made
 * here is no reason to stay with an ill version, unless it is to be kept whatever comes: it lies beside its place afterwards. What lay there then and is
 * nowhere any more is REFUSED; with force, and so for whoever rolls back by itself, it is left as it is, and said.
 */
export function planWayBack(now: CompanionThen): Decided {
  const { found, then, path, source, last, version } = now
  const digest = found?.kind === 'file' ? found.sha256 : null
  if (found?.kind !== 'other' && digest === then) return { planned: null, remarks: [] }
  const isEdited = found?.kind === 'other' || digest !== last
  if (isEdited && now.edited === 'keep') return left(`'${path}' stays as somebody made it here`)
  if (found?.kind === 'other') return impossible(now, `it is ${found.what} now`)
  if (then !== null && source === null) return impossible(now, 'what lay there then is nowhere any more')
  const planned: PlannedCompanion = {
    name: now.name, path, isUnitFile: now.isUnitFile, newPath: source?.path ?? null, newSha256: then, keptSha256: digest,
    mode: source?.mode ?? modeOf(found), uid: source?.uid ?? found?.uid ?? 0, gid: source?.gid ?? found?.gid ?? 0,
    ...(now.directories.length === 0 ? {} : { directories: now.directories }),
  }
  return { planned, remarks: isEdited ? [`'${path}' was changed here; it is as it was with ${version} again, and the change is kept beside it`] : [] }
}

const modeOf = (found: FoundFile | null): number => found?.mode ?? 0o644

function left(remark: string): Decided {
  return { planned: null, remarks: [remark] }
}

function impossible({ path, version, force }: CompanionThen, because: string): Decided {
  if (force === 'yes') return left(`'${path}' could not be put back as it was with ${version}: ${because}`)
  throw failure('REFUSED', `'${path}' cannot be put back as it was with ${version}: ${because}`, { next: `'app-upgrade upgrade --to ${version} --force' fetches the release again; 'rollback --force' goes back without this file` })
}
