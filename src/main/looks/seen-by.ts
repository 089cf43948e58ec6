import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { nothingSeen, readSeen, type Seen } from '../../upgrade/memory/seen.ts'
import type { App } from '../app.ts'

/** For those who only look: it is there for everybody to read, and where its directory is not, nothing is known. */
export async function seenBy({ places }: Pick<App, 'places'>): Promise<Seen> {
  try {
    return await readSeen(machine.disk, places.seen)
  } catch (thrown) {
    if (isFailure(thrown)) return nothingSeen
    throw thrown
  }
}
