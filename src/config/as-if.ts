import { posix } from 'node:path'
import type { FileFacts, ReadsDisk } from '../host/types.ts'

/** A file that is not there yet, or no longer: content null. */
export interface Imagined { readonly path: string; readonly content: Uint8Array | null; readonly owner: number }

/** The disk as it would be with this one file changed: what would be read is known before anybody reads it. */
export function asIf(disk: ReadsDisk, { path, content, owner }: Imagined): ReadsDisk {
  const [directory, name] = [posix.dirname(path), posix.basename(path)]
  const facts = { device: 0, inode: 0, uid: owner, gid: owner, links: 1, modifiedAtMs: 0 }
  const file: FileFacts | null = content === null ? null : { ...facts, kind: 'file', mode: 0o644, sizeBytes: content.length }
  return {
    look: async (at) => (at === path ? file : (await disk.look(at)) ?? (at === directory && file !== null ? { ...facts, kind: 'directory', mode: 0o755, sizeBytes: 0 } : null)),
    read: async (at, sizeBytesMax) => (at === path ? content : disk.read(at, sizeBytesMax)),
    list: async (at) => {
      const names = await disk.list(at)
      if (at !== directory) return names
      const others = (names ?? []).filter((one) => one !== name)
      return content === null ? others : [...others, name].toSorted()
    },
    readLink: (at) => disk.readLink(at),
    sha256: (at) => disk.sha256(at),
  }
}
