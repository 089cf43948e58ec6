import { disk } from '../../src/host/disk.ts'
import type { FileFacts, ReadsDisk } from '../../src/host/types.ts'

/** A disk on which only these files are, all of them root's. */
export function rootFiles(files: Readonly<Record<string, Uint8Array>>, changed: Partial<FileFacts> = {}): ReadsDisk {
  const facts: FileFacts = { kind: 'file', device: 1, inode: 1, mode: 0o644, uid: 0, gid: 0, sizeBytes: 0, links: 1, modifiedAtMs: 0, ...changed }
  return {
    ...disk,
    look: async (path) => Promise.resolve(files[path] === undefined ? null : facts),
    read: async (path) => Promise.resolve(files[path] ?? null),
  }
}
