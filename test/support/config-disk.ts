import { createHash } from 'node:crypto'
import type { FileFacts, ReadsDisk } from '../../src/host/types.ts'

/** A file's text or bytes, a link, or facts that differ from "a plain file of root's, mode 0644". */
export type Entry = string | Uint8Array | { readonly link: string } | (Partial<FileFacts> & { readonly content?: string })

const plain: FileFacts = { kind: 'file', device: 1, inode: 1, mode: 0o644, uid: 0, gid: 0, sizeBytes: 0, links: 1, modifiedAtMs: 0 }

/** A disk that can only be read, given as a table of paths. Directories above an entry are there by themselves, root's, mode 0755. */
export function aConfigDisk(entries: Readonly<Record<string, Entry>>): ReadsDisk {
  const paths = Object.keys(entries)
  const look = (path: string): FileFacts | null => {
    const entry = entries[path]
    if (entry !== undefined) return factsOf(entry)
    const isParent = path === '/' || paths.some((other) => other.startsWith(`${path}/`))
    return isParent ? { ...plain, kind: 'directory', mode: 0o755 } : null
  }
  const bytes = (path: string): Uint8Array | null => (entries[path] === undefined ? null : contentOf(entries[path]))
  return {
    look: async (path) => look(path),
    read: async (path) => bytes(path),
    list: async (path) => [...new Set(paths.filter((other) => other.startsWith(`${path}/`)).map((other) => other.slice(path.length + 1).split('/')[0] ?? ''))].toSorted(),
    readLink: async (path) => linkOf(entries[path]),
    sha256: async (path) => hashOf(bytes(path)),
  }
}

function factsOf(entry: Entry): FileFacts {
  if (linkOf(entry) !== null) return { ...plain, kind: 'symlink', mode: 0o777 }
  const { content, ...facts } = typeof entry === 'string' || entry instanceof Uint8Array ? {} : entry as Partial<FileFacts> & { readonly content?: string }
  return { ...plain, sizeBytes: contentOf(entry).length, ...facts }
}

function contentOf(entry: Entry): Uint8Array {
  if (typeof entry === 'string') return Buffer.from(entry)
  if (entry instanceof Uint8Array) return entry
  return Buffer.from('content' in entry ? (entry.content ?? '') : '')
}

function linkOf(entry: Entry | undefined): string | null {
  return typeof entry === 'object' && 'link' in entry ? entry.link : null
}

function hashOf(bytes: Uint8Array | null): string | null {
  return bytes === null ? null : createHash('sha256').update(bytes).digest('hex')
}
