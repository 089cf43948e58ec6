import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { quoted } from '../formats/printable.ts'
import type { Disk } from '../host/types.ts'

/** As many as the kernel follows: path_resolution(7). */
const linksMax = 40

/** The directory that a person means by this path: a publisher's `www` may well be a link. A path that does not exist is itself. */
export async function realDirectory(disk: Pick<Disk, 'look' | 'readLink'>, path: string): Promise<string> {
  let real = path
  for (let links = 0; links < linksMax; links++) {
    if ((await disk.look(real))?.kind !== 'symlink') return real
    real = posix.resolve(posix.dirname(real), await disk.readLink(real) ?? '.')
  }
  throw failure('USAGE', `${quoted(path)} is a link that leads nowhere`)
}
