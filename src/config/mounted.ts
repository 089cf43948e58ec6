import { mountTableBytesMax } from '../formats/limits.ts'
import { mountOf, readMounts, type Mount } from '../formats/mountinfo.ts'
import type { ReadsDisk } from '../host/types.ts'

/**
 * Whether something is mounted right at this path, in our view of the file system: proc(5), /proc/pid/mountinfo. Device numbers do not tell: on
 * overlayfs a file has another one than its directory.
 */
export async function isMountPoint(disk: ReadsDisk, path: string): Promise<'yes' | 'no'> {
  return (await mounts(disk)).some(({ at }) => at === path) ? 'yes' : 'no'
}

/** The kind of file system that this path is on, or will be, as mount(8) calls it (`ext4`, `nfs4`, `fuse.sshfs`); null when the table does not say. The path has no links in it. */
export async function fileSystemOf(disk: ReadsDisk, path: string): Promise<string | null> {
  return mountOf(await mounts(disk), path)?.kind ?? null
}

async function mounts(disk: ReadsDisk): Promise<readonly Mount[]> {
  return readMounts(Buffer.from((await disk.read('/proc/self/mountinfo', mountTableBytesMax)) ?? []).toString('utf8'))
}
