import type { ReadsDisk } from '../host/types.ts'
import { mountTableBytesMax } from './limits.ts'

/**
 * Whether something is mounted right at this path, in our view of the file system: proc(5), /proc/pid/mountinfo. Device numbers do not tell: on
 * overlayfs a file has another one than its directory.
 */
export async function isMountPoint(disk: ReadsDisk, path: string): Promise<'yes' | 'no'> {
  const table = Buffer.from((await disk.read('/proc/self/mountinfo', mountTableBytesMax)) ?? []).toString('utf8')
  return table.split('\n').some((line) => unescaped(line.split(' ')[4] ?? '') === path) ? 'yes' : 'no'
}

/** Blanks and the like are written in octal: `\040`. */
function unescaped(field: string): string {
  return field.replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}
