import { failure } from '../../errors.ts'
import type { ArchiveMember } from './archive-policy.ts'
import { quoted } from '../printable.ts'

/** Where the wanted files of an archive are. */
export interface ArchiveContent {
  /** The one directory that holds everything; null for a flat archive. Its name often says the version. */
  readonly topDirectory: string | null
  /** Path in the archive of each wanted file, by its wanted name. */
  readonly files: ReadonlyMap<string, string>
}

/**
 * Finds the wanted files: `jacod` is `jacod`, or `<top>/jacod` when one directory holds everything, and never a file of that name
 * further down (formats.md 1.7: a `docs/jacod` earlier in the archive would win). DATA, saying what is there, when one is missing.
 */
export function locateFiles(members: readonly ArchiveMember[], wanted: readonly string[]): ArchiveContent {
  const topDirectory = topOf(members)
  const prefix = topDirectory === null ? '' : `${topDirectory}/`
  const present = new Set(members.filter((member) => member.kind === 'file').map((member) => member.path))
  const files = new Map<string, string>()
  for (const name of wanted) {
    const path = `${prefix}${name}`
    if (!present.has(path)) throw failure('DATA', `the archive has no file ${quoted(path)}`, { next: `It has ${listed([...present])}.` })
    files.set(name, path)
  }
  return { topDirectory, files }
}

function topOf(members: readonly ArchiveMember[]): string | null {
  const tops = new Set(members.map((member) => member.path.split('/', 1)[0] ?? ''))
  const [top] = tops
  return top !== undefined && tops.size === 1 && members.every((member) => member.path !== top || member.kind === 'directory') ? top : null
}

function listed(paths: readonly string[]): string {
  const some = paths.slice(0, 5).map((path) => quoted(path, 80)).join(', ')
  return paths.length > 5 ? `${some} and ${paths.length - 5} more` : some
}
