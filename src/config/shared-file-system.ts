import { posix } from 'node:path'
import { quoted } from '../formats/printable.ts'
import type { ReadsDisk } from '../host/types.ts'
import type { Mistake } from './mistake.ts'
import { fileSystemOf } from './mounted.ts'
import { homeOf } from './rules/paths.ts'
import type { Settings } from './settings.ts'

/** File systems that several machines can have mounted at once. Not 9p and virtiofs, which are between a machine and its own guest. */
const shared = new Set(['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', 'afs', 'ceph', 'fuse.ceph', 'glusterfs', 'fuse.glusterfs', 'fuse.sshfs', 'lustre', 'beegfs', 'ocfs2', 'gfs2', 'coda'])

/**
 * Our lock and our journal are this machine's. On a directory that another machine also manages, two of us would change one file at once, prune what
 * the other one runs, and each would roll back the other's version (failures.md f24).
 */
export async function sharedMistakes(disk: ReadsDisk, settings: Settings): Promise<readonly Mistake[]> {
  const home = homeOf(settings)
  const places = [
    ...(home === null ? [] : [{ directory: home, path: ['layout', 'home'] }]),
    ...settings.binaries.map(({ name, publicPath }) => ({ directory: posix.dirname(publicPath), path: ['layout', 'files', name] })),
  ]
  const mistakes: Mistake[] = []
  for (const { directory, path } of places) {
    const kind = await fileSystemOf(disk, directory)
    if (kind !== null && shared.has(kind)) mistakes.push({ path, says: `${quoted(directory, 80)} is on a file system of kind ${kind}, which other machines can share; it must be on a disk of this machine` })
  }
  return mistakes
}
