import type { Disk } from '../host/types.ts'
import { writeBuildInfo } from '../upgrade/build-info.ts'
import type { Records } from '../upgrade/ports.ts'

/** What others read of an upgrade that has succeeded. */
export function records(disk: Disk): Records {
  return { write: (info) => writeBuildInfo(disk, info) }
}
