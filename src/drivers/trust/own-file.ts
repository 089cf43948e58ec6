import { posix } from 'node:path'
import { failure, isFailure } from '../../errors.ts'
import { refuseUnguarded } from '../../upgrade/admit/guarded-path.ts'
import type { TrustTools } from './driver.ts'

export interface FileWanted { readonly path: string; readonly sizeBytesMax: number; readonly what: string }

/** Whoever can write such a file, or put another one in its place, decides what is trusted: file and directories are root's (or ours), and nobody else may write them. CONFIG otherwise. */
export async function readOwnFile({ path, sizeBytesMax, what }: FileWanted, { disk, uid }: Pick<TrustTools, 'disk' | 'uid'>): Promise<Uint8Array> {
  const facts = await disk.look(path)
  const fault = facts === null ? 'does not exist'
    : facts.kind !== 'file' ? 'is not a regular file'
      : facts.uid !== 0 && facts.uid !== uid ? `belongs to uid ${facts.uid}`
        : (facts.mode & 0o022) !== 0 ? 'can be written by others' : null
  if (fault !== null) throw failure('CONFIG', `the ${what} '${path}' ${fault}`, { next: facts === null ? 'Put it there, or correct its path in the settings.' : `Let root own it: chown root: ${path}; chmod 644 ${path}` })
  await guarded(path, what, { disk, uid })
  return (await disk.read(path, sizeBytesMax)) ?? Buffer.from('')
}

/** Between the look and the reading another file could take the name, one of root's even (failures.md F45, F46). A verdict on a release may be outvoted, this may not. */
async function guarded(path: string, what: string, { disk, uid }: Pick<TrustTools, 'disk' | 'uid'>): Promise<void> {
  try {
    await refuseUnguarded(disk, posix.dirname(path), uid)
  } catch (cause) {
    if (!isFailure(cause) || cause.code !== 'REFUSED') throw cause
    throw failure('CONFIG', `the ${what} '${path}' could be exchanged by others`, { cause, next: `Put it where only root may write, such as /etc/app-upgrade, and name that path.` })
  }
}
