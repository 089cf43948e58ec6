import { posix } from 'node:path'
import { keptBytesMax } from '../../../formats/tuf/limits.ts'
import type { Disk } from '../../../host/types.ts'
import { ensureDirectory, replaceFile } from '../../../upgrade/durable.ts'
import type { TrustMemory } from '../driver.ts'

/** The applying half's own memory: what it believed last, whole or not at all, in a directory that only it can reach (TUF 5.3.8, 5.4.5, 5.5.7, 5.6.6). */
export function durableMemory(disk: Disk, where: string): TrustMemory {
  return {
    where,
    recall: (name) => disk.read(posix.join(where, name), keptBytesMax),
    async keep(name, bytes) {
      await ensureDirectory(disk, where, 0o700)
      const path = posix.join(where, name)
      const known = await disk.read(path, keptBytesMax)
      if (known === null || !Buffer.from(bytes).equals(known)) await replaceFile(disk, path, bytes)
    },
  }
}
