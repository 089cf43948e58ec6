import type { ReadsDisk } from '../host/types.ts'
import { mountTableBytesMax } from './limits.ts'

/**
 * Whether something is mounted right at this path, in our view of the file system: proc(5), /proc/pid/mountinfo. Device numbers do not tell: on
 * overlayfs a file has another one than its directory.
 */
export async function isMountPoint(disk: ReadsDisk, path: string): Promise<'yes' | 'no'> {
  return (await mounts(disk)).some(({ at }) => at === path) ? 'yes' : 'no'
}

/** The kind of file system that this path is on, or will be, as mount(8) calls it (`ext4`, `nfs4`, `fuse.sshfs`); null when the table does not say. The path has no links in it. */
export async function fileSystemOf(disk: ReadsDisk, path: string): Promise<string | null> {
  const above = (await mounts(disk)).filter(({ at }) => at === '/' || path === at || path.startsWith(`${at}/`))
  const deepest = Math.max(...above.map(({ at }) => at.length))
  // What was mounted last at one place hides what was there.
  return above.findLast(({ at }) => at.length === deepest)?.kind ?? null
}

interface Mount { readonly at: string; readonly kind: string | null }

async function mounts(disk: ReadsDisk): Promise<readonly Mount[]> {
  const table = Buffer.from((await disk.read('/proc/self/mountinfo', mountTableBytesMax)) ?? []).toString('utf8')
  return table.split('\n').filter((line) => line !== '').map((line) => {
    // The optional fields end with a dash, and the kind follows.
    const fields = line.split(' ')
    const dash = fields.indexOf('-', 6)
    return { at: unescaped(fields[4] ?? ''), kind: dash === -1 ? null : fields[dash + 1] ?? null }
  })
}

/** Blanks and the like are written in octal: `\040`. */
function unescaped(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
