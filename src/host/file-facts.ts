import type { Stats } from 'node:fs'
import type { FileFacts } from './types.ts'

/** What stat(2) said, in our words. */
export function factsOf(stats: Stats): FileFacts {
  return {
    kind: kindOf(stats),
    device: stats.dev,
    inode: stats.ino,
    mode: stats.mode & 0o7777,
    uid: stats.uid,
    gid: stats.gid,
    sizeBytes: stats.size,
    links: stats.nlink,
    modifiedAtMs: stats.mtimeMs,
  }
}

function kindOf(stats: Stats): FileFacts['kind'] {
  if (stats.isFile()) return 'file'
  if (stats.isDirectory()) return 'directory'
  return stats.isSymbolicLink() ? 'symlink' : 'other'
}
