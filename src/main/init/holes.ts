import { loadSettings } from '../../config/load.ts'
import { isFailure } from '../../errors.ts'
import type { FileFacts, ReadsDisk } from '../../host/types.ts'
import type { Places } from '../../upgrade/places.ts'
import { schemas } from '../schemas.ts'

/** What the settings loader says of a file that is not written yet: each mistake as it would say it; none when it is whole. */
export async function holesIn(text: string, app: string, places: Pick<Places, 'config' | 'vendorConfig' | 'owner' | 'usual'>): Promise<readonly string[]> {
  try {
    await loadSettings(onlyFile(`${places.config}/${app}.toml`, Buffer.from(text), places), app, places, schemas)
    return []
  } catch (thrown) {
    if (!isFailure(thrown)) throw thrown
    const [first, ...others] = thrown.message.split('\n')
    return others.length > 0 ? others.map((line) => line.trim()) : [first ?? '']
  }
}

/** A disk on which there is nothing but this file. */
function onlyFile(path: string, bytes: Uint8Array, { owner }: Pick<Places, 'owner'>): ReadsDisk {
  const facts: FileFacts = { kind: 'file', device: 1, inode: 1, mode: 0o644, uid: owner, gid: 0, sizeBytes: bytes.length, links: 1, modifiedAtMs: 0 }
  return {
    look: async (asked) => (asked === path ? facts : null),
    read: async (asked) => (asked === path ? bytes : null),
    list: async () => null,
    readLink: async () => null,
    sha256: async () => null,
  }
}
