import { foldedPath, readMemberPath } from './member-path.ts'
import type { RawMember } from '../tar/tar-blocks.ts'

/** What an archive may be. Sizes are of the unpacked content. */
export interface ArchiveRules {
  readonly entriesMax: number
  readonly memberBytesMax: number
  readonly totalBytesMax: number
  readonly depthMax: number
  /** Files that will be used, by their path with or without the top directory: none of them may be empty. */
  readonly wanted: readonly string[]
  /** When given, no other file may be there (with or without the top directory). */
  readonly allowed: readonly string[] | null
}
export const archiveDefaults: ArchiveRules = { entriesMax: 10_000, memberBytesMax: 4 * 2 ** 30, totalBytesMax: 8 * 2 ** 30, depthMax: 32, wanted: [], allowed: null }

/** A member that may be written: our mode, never the archive's; owner and times are not taken over at all. */
export interface ArchiveMember {
  readonly kind: 'file' | 'directory'
  /** Relative, plain, without `.`, `..` or a trailing slash. */
  readonly path: string
  readonly sizeBytes: number
  readonly mode: 0o755 | 0o644
}
/** `skip`: the `./` entry, which is the directory that exists already. */
export type Judgement =
  | { readonly kind: 'accept'; readonly member: ArchiveMember }
  | { readonly kind: 'skip' }
  | { readonly kind: 'refuse'; readonly why: string }

/** Judges the members of one archive, in order. It remembers what it has seen, so each archive needs its own. */
export function archivePolicy(rules: ArchiveRules): (member: RawMember) => Judgement {
  const seen: Seen = { entries: 0, totalBytes: 0, names: new Map() }
  return (member) => {
    const why = faultOfKind(member) ?? faultOfMode(member) ?? faultOfSize(member, rules, seen)
    return why === null ? judgePath(member, rules, seen) : refuse(why)
  }
}

interface Seen { entries: number; totalBytes: number; readonly names: Map<string, Name> }
/** `implied`: a directory that has no entry of its own, only members in it. */
interface Name { readonly path: string; readonly as: 'file' | 'directory' | 'implied' }

const kinds: Readonly<Record<string, string>> = {
  1: 'a hard link', 2: 'a symbolic link', 3: 'a character device', 4: 'a block device', 6: 'a named pipe', 7: 'a contiguous file',
  D: 'a directory dump', M: 'a part of another volume', N: 'an old long name', S: 'a sparse file', V: 'a volume label',
}
/** Times and owners are ignored, comments are for people. Everything else changes what a file is: attributes, links, sparse maps, charsets. */
const harmlessKeys: ReadonlySet<string> = new Set(['path', 'size', 'mtime', 'atime', 'ctime', 'uid', 'gid', 'uname', 'gname', 'comment', 'LIBARCHIVE.creationtime', 'SCHILY.dev', 'SCHILY.ino', 'SCHILY.nlink'])

function faultOfKind({ type, linkpath, paxKeys }: RawMember): string | null {
  const odd = paxKeys.find((key) => !harmlessKeys.has(key))
  if (type !== '0' && type !== '5') return `${kinds[type] ?? 'an entry of unknown kind'} is not accepted, only files and directories`
  if (linkpath.length > 0) return 'a file or directory with a link target is not accepted'
  return odd === undefined ? null : `the attribute '${odd.slice(0, 40)}' is not accepted`
}

function faultOfMode({ mode }: RawMember): string | null {
  return (mode & 0o6000) === 0 ? null : 'setuid and setgid are not accepted'
}

function faultOfSize({ type, sizeBytes }: RawMember, rules: ArchiveRules, seen: Seen): string | null {
  seen.entries += 1
  seen.totalBytes += sizeBytes
  if (seen.entries > rules.entriesMax) return `there are more than ${rules.entriesMax} entries`
  if (type === '5' && sizeBytes > 0) return 'a directory with content is not accepted'
  if (sizeBytes > rules.memberBytesMax) return `it is larger than ${rules.memberBytesMax} bytes`
  return seen.totalBytes > rules.totalBytesMax ? `the archive unpacks to more than ${rules.totalBytesMax} bytes` : null
}

function judgePath(raw: RawMember, rules: ArchiveRules, seen: Seen): Judgement {
  const read = readMemberPath(raw.path, rules.depthMax)
  if (read.kind === 'wrong') return refuse(read.why)
  const kind = raw.type === '5' ? 'directory' : 'file'
  if (kind === 'file' && read.trailingSlash === 'yes') return refuse('a file whose name ends in a slash is not accepted')
  // An entry for the directory itself may not open it to everybody: some readers would obey.
  if (read.path === '') return (raw.mode & 0o002) === 0 ? { kind: 'skip' } : refuse('it would open the directory to everybody')
  const why = (kind === 'file' ? faultOfUse(read.path, raw.sizeBytes, rules) : null) ?? faultOfName(read.path, kind, seen)
  if (why !== null) return refuse(why)
  const mode = kind === 'directory' || (raw.mode & 0o111) !== 0 ? 0o755 : 0o644
  return { kind: 'accept', member: { kind, path: read.path, sizeBytes: raw.sizeBytes, mode } }
}

function faultOfUse(path: string, sizeBytes: number, { wanted, allowed }: ArchiveRules): string | null {
  const isIn = (names: readonly string[]): boolean => names.includes(path) || names.includes(path.slice(path.indexOf('/') + 1))
  if (allowed !== null && !isIn(allowed)) return 'it is not one of the files that may be there'
  return sizeBytes === 0 && isIn(wanted) ? 'it is empty' : null
}

/** One name, one meaning, on every file system: no second entry, no file that is also a directory, no twin in other letters. */
function faultOfName(path: string, kind: 'file' | 'directory', { names }: Seen): string | null {
  const components = path.split('/')
  for (let depth = 1; depth <= components.length; depth++) {
    const here = components.slice(0, depth).join('/')
    const as = depth < components.length ? 'implied' : kind
    const key = foldedPath(here)
    const known = names.get(key)
    if (known !== undefined && known.path !== here) return `its name differs only in case or accents from '${known.path}'`
    if (known !== undefined && as !== 'implied' && known.as !== 'implied') return known.as === as ? 'it is there twice' : 'it is there both as a file and as a directory'
    if (known !== undefined && (known.as === 'file' || as === 'file')) return 'it is there both as a file and as a directory'
    if (known === undefined || as !== 'implied') names.set(key, { path: here, as })
  }
  return null
}

function refuse(why: string): Judgement {
  return { kind: 'refuse', why }
}
