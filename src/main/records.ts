import { failure } from '../errors.ts'
import type { Disk } from '../host/types.ts'
import type { Records } from '../upgrade/ports.ts'

/** Not built yet. */
export function records(_disk: Disk): Records {
  return { write: async () => { throw failure('CONFIG', 'not built yet') } }
}
