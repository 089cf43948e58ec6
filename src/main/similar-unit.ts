import { posix } from 'node:path'
import { nearest } from '../config/suggest.ts'
import { isFailure } from '../errors.ts'
import { unitFileNames } from '../systemd/unit-files.ts'
import { theBus } from './service.ts'

/** The unit that somebody may have meant, of this host's or of `others`. Null: none is near enough. A courtesy: a manager that does not answer knows none. */
export async function similarUnit(name: string, others: readonly string[] = []): Promise<string | null> {
  return nearest(name, [...others, ...await hostsOf(posix.extname(name))].filter((one) => one !== name))
}

async function hostsOf(kind: string): Promise<readonly string[]> {
  try {
    return await unitFileNames(theBus(), kind)
  } catch (thrown) {
    if (isFailure(thrown)) return []
    throw thrown
  }
}
