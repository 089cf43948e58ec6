import { failure } from '../../errors.ts'
import { keyFileBytesMax } from '../../formats/limits.ts'
import { type MinisignKey, parsePublicKey } from '../../formats/minisign.ts'
import type { TrustTools } from './driver.ts'

export interface KeyPlaces { readonly keys: readonly string[]; readonly keyFiles: readonly string[] }

/** All trusted keys, from the settings and from files. CONFIG for one that cannot be used: a missing key must not be a weaker check. */
export async function trustedKeys({ keys, keyFiles }: KeyPlaces, tools: TrustTools): Promise<readonly MinisignKey[]> {
  const fromFiles: MinisignKey[] = []
  for (const path of keyFiles) fromFiles.push(parsePublicKey(await readKeyFile(path, tools)))
  return [...keys.map(parsePublicKey), ...fromFiles]
}

/** Whoever can write the key decides what is trusted: it is root's (or ours), and nobody else may write it. */
async function readKeyFile(path: string, { disk, uid }: TrustTools): Promise<string> {
  const facts = await disk.look(path)
  const fault = facts === null ? 'does not exist'
    : facts.kind !== 'file' ? 'is not a regular file'
      : facts.uid !== 0 && facts.uid !== uid ? `belongs to uid ${facts.uid}`
        : (facts.mode & 0o022) !== 0 ? 'can be written by others' : null
  if (fault !== null) throw failure('CONFIG', `the key file '${path}' ${fault}`, { next: `Let root own it: chown root: ${path}; chmod 644 ${path}` })
  return Buffer.from((await disk.read(path, keyFileBytesMax)) ?? []).toString('utf8')
}
