import type { AppDraft } from '../../config/draft/app-sections.ts'
import { archives } from '../../drivers/archives/table.ts'
import type { Recognised } from '../../drivers/sources/driver.ts'
import type { Architecture } from '../../release/platform.ts'
import { archivesFor, type Candidate } from '../../release/recognise/archives.ts'

/** Which file of a release is for this machine. */
export interface ArchiveIn {
  readonly name: string | null
  /** For the key `artifact`; null: the source has no such key, or nothing fits. */
  readonly template: string | null
  readonly isKnown: boolean
  /** What the new file says of the choice; null: there is nothing to choose. */
  readonly choice: AppDraft['archive']
  readonly candidate: Candidate | null
}

const endings = archives.flatMap((driver) => driver.endings)

/** Told by the source where it knows, else by the names of files. */
export function archiveIn({ archive, names, version }: Pick<Recognised, 'archive' | 'names' | 'version'>, { architecture, app }: { readonly architecture: Architecture; readonly app: string }): ArchiveIn {
  if (archive !== null) return { name: archive.name, template: null, isKnown: true, choice: null, candidate: { ...archive, processor: 'named' } }
  const candidates = archivesFor({ version, names, architecture, app }, endings)
  const [first = null] = candidates
  return { name: first?.name ?? null, template: first?.template ?? null, isKnown: first !== null, choice: { candidates, names }, candidate: first }
}

/** Whether the release is one program, so that there is nothing to look for in it. */
export function isSingle(name: string): boolean {
  return !/\.(?:tar\.\w+|t(?:gz|xz|zst|bz2?)|zip)$/.test(name)
}
