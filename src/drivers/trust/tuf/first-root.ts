import { failure, isFailure } from '../../../errors.ts'
import { pinnedRoot } from '../../../formats/tuf/client.ts'
import { readKey } from '../../../formats/tuf/key.ts'
import { rootBytesMax } from '../../../formats/tuf/limits.ts'
import { keptName } from '../../../formats/tuf/names.ts'
import type { TrustTools } from '../driver.ts'
import { readOwnFile } from '../own-file.ts'

/** The root that the settings name. CONFIG when it is none, does not sign for itself, or could be exchanged by others: a verdict on a release may be outvoted, this may not. */
export async function firstRoot(path: string, tools: Pick<TrustTools, 'disk' | 'uid'>): Promise<Uint8Array> {
  const bytes = await readOwnFile({ path, sizeBytesMax: rootBytesMax, what: 'first root' }, tools)
  try {
    pinnedRoot(bytes)
    return bytes
  } catch (cause) {
    if (!isFailure(cause)) throw cause
    throw failure('CONFIG', `'${path}' cannot be used as a first root`, { cause, next: 'It is the root.json of a TUF repository, or any later <number>.root.json that was compared with what is published elsewhere.' })
  }
}

/** For a threshold over several tables: the repository itself, and every key that alone can sign for its targets, as its first root has them. */
export async function signersIn(path: string, tools: Pick<TrustTools, 'disk' | 'uid'>): Promise<readonly string[]> {
  const bytes = await firstRoot(path, tools)
  const { keys, roles } = pinnedRoot(bytes).body
  const alone = [roles.root, roles.targets].flatMap(({ threshold, keyids }) => (threshold === 1 ? keyids : []))
  return [keptName(bytes), ...alone.flatMap((id) => {
    const said = Object.hasOwn(keys, id) ? keys[id] : undefined
    const key = said === undefined ? null : readKey(said)
    return key === null ? [] : [key.identity]
  })]
}
