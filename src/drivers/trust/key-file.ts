import { failure } from '../../errors.ts'
import { keyFileBytesMax } from '../../formats/limits.ts'
import type { TrustTools } from './driver.ts'

/** A public key from a file. Whoever can write the key decides what is trusted: it is root's (or ours), and nobody else may write it. CONFIG. */
export async function readKeyFile(path: string, { disk, uid }: Pick<TrustTools, 'disk' | 'uid'>): Promise<string> {
  const facts = await disk.look(path)
  const fault = facts === null ? 'does not exist'
    : facts.kind !== 'file' ? 'is not a regular file'
      : facts.uid !== 0 && facts.uid !== uid ? `belongs to uid ${facts.uid}`
        : (facts.mode & 0o022) !== 0 ? 'can be written by others' : null
  if (fault !== null) throw failure('CONFIG', `the key file '${path}' ${fault}`, { next: `Let root own it: chown root: ${path}; chmod 644 ${path}` })
  return Buffer.from((await disk.read(path, keyFileBytesMax)) ?? []).toString('utf8')
}
