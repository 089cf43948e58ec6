import { failure } from '../../errors.ts'
import type { PlannedCompanion } from '../plan.ts'

/** What lies at a path. `other`: a link, a directory: not ours to replace. */
export type Found = FoundFile | FoundOther
export interface FoundFile { readonly kind: 'file'; readonly sha256: string; readonly mode: number; readonly uid: number; readonly gid: number }
export interface FoundOther { readonly kind: 'other'; readonly what: string }

/** One path as it is, and as the new release would have it. */
export interface CompanionNow extends Pick<PlannedCompanion, 'name' | 'path' | 'mode' | 'uid' | 'gid' | 'isUnitFile'> {
  /** Null: nothing. */
  readonly found: Found | null
  /** Null: the new release has none. */
  readonly coming: { readonly path: string; readonly sha256: string } | null
  /** What was laid down there last; `sha256` null: it was taken away. Null: nothing that anybody knows of, so that what lies there is not ours. */
  readonly last: { readonly sha256: string | null } | null
  readonly rule: { readonly missing: 'remove' | 'keep' | 'refuse'; readonly edited: 'refuse' | 'replace' | 'keep' }
  /** Above the path, and not there yet; the topmost first. */
  readonly directories: readonly string[]
  readonly version: string
}

/** What the plan says of it, and what is to be said besides, in words for people. */
export interface Decided { readonly planned: PlannedCompanion | null; readonly remarks: readonly string[] }

const nothing: Decided = { planned: null, remarks: [] }

/**
 * What becomes of one path. Nothing where the content is what it shall be: a service manager that has nothing to read again is not told to. REFUSED, with the
 * file's name, where somebody's own change would be lost.
 */
export function planCompanion(now: CompanionNow): Decided {
  return now.coming === null ? gone(now) : laidDown(now, now.coming)
}

function laidDown(now: CompanionNow, coming: NonNullable<CompanionNow['coming']>): Decided {
  const { found, last, path, mode, uid, gid, rule } = now
  if (found?.kind === 'file' && found.sha256 === coming.sha256 && found.mode === mode && found.uid === uid && found.gid === gid) return nothing
  const isEdited = last !== null && digestIn(found) !== last.sha256 && digestIn(found) !== coming.sha256
  if ((isEdited || found?.kind === 'other') && rule.edited === 'keep') return { planned: null, remarks: [`'${path}' stays as somebody made it here`] }
  const keptSha256 = keptIn(now)
  if (isEdited && rule.edited === 'refuse') throw edited(now)
  const planned = { ...plannedOf(now), newPath: coming.path, newSha256: coming.sha256, keptSha256 }
  if (isEdited) return { planned, remarks: [`'${path}' was changed here; that is replaced, and kept beside it`] }
  // Put there by hand, or by what upgraded this app before: it comes back on every way back.
  const isForeign = last === null && keptSha256 !== null && keptSha256 !== coming.sha256
  return { planned, remarks: isForeign ? [`'${path}' was not laid down by app-upgrade; it is replaced, and kept beside it`] : [] }
}

/** Only what we laid down ever goes: whatever else lies at such a path is somebody's own. */
function gone(now: CompanionNow): Decided {
  const { found, last, name, path, rule, version } = now
  if (rule.missing === 'refuse') throw failure('REFUSED', `${version} has no '${name}', which belongs at '${path}'`, { next: 'ask whoever published it; or say missing = "remove" or missing = "keep" in its [[file]] table' })
  if (found === null || last === null || last.sha256 === null) return nothing
  if (rule.missing === 'keep') return { planned: null, remarks: [`'${path}' stays, though ${version} does not have it any more`] }
  const isEdited = digestIn(found) !== last.sha256
  if (isEdited && rule.edited === 'keep') return { planned: null, remarks: [`'${path}' stays as somebody made it here, though ${version} does not have it any more`] }
  if (isEdited && rule.edited === 'refuse') throw edited(now)
  return { planned: { ...plannedOf(now), newPath: null, newSha256: null, keptSha256: keptIn(now) }, remarks: isEdited ? [`'${path}' was changed here; it goes, and is kept beside its place`] : [] }
}

function plannedOf({ name, path, mode, uid, gid, isUnitFile, directories }: CompanionNow): Omit<PlannedCompanion, 'newPath' | 'newSha256' | 'keptSha256'> {
  return { name, path, mode, uid, gid, isUnitFile, ...(directories.length === 0 ? {} : { directories }) }
}

const digestIn = (found: Found | null): string | null => (found?.kind === 'file' ? found.sha256 : null)

/** A link there means something: to another tool's file, or to nothing at all, which is how a unit is masked. */
function keptIn({ found, path }: Pick<CompanionNow, 'found' | 'path'>): string | null {
  if (found?.kind === 'other') throw failure('REFUSED', `'${path}' is ${found.what}, and no file that could be replaced`, { next: 'find out who made it; remove it, or give the file another place in its [[file]] table' })
  return digestIn(found)
}

function edited({ found, last, path, version, coming }: CompanionNow): Error {
  const what = found === null ? 'was removed' : last?.sha256 === null ? 'was made' : 'was changed'
  const wants = coming === null ? `${version} does not have it any more` : `${version} brings another one`
  return failure('REFUSED', `'${path}' ${what} here by somebody else, and ${wants}`, { next: 'local changes belong in a drop-in, which no release touches; or say edited = "replace" or edited = "keep" in its [[file]] table' })
}
