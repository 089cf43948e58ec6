import { failure } from '../../errors.ts'
import type { TrustTools } from './driver.ts'

export interface FileWanted { readonly path: string; readonly sizeBytesMax: number; readonly what: string }

/** Whoever can write such a file decides what is trusted: it is root's (or ours), and nobody else may write it. CONFIG otherwise. */
export async function readOwnFile({ path, sizeBytesMax, what }: FileWanted, { disk, uid }: Pick<TrustTools, 'disk' | 'uid'>): Promise<Uint8Array> {
  const facts = await disk.look(path)
  const fault = facts === null ? 'does not exist'
    : facts.kind !== 'file' ? 'is not a regular file'
      : facts.uid !== 0 && facts.uid !== uid ? `belongs to uid ${facts.uid}`
        : (facts.mode & 0o022) !== 0 ? 'can be written by others' : null
  if (fault !== null) throw failure('CONFIG', `the ${what} '${path}' ${fault}`, { next: `Let root own it: chown root: ${path}; chmod 644 ${path}` })
  return (await disk.read(path, sizeBytesMax)) ?? Buffer.from('')
}
