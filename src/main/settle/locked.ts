import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import type { Places } from '../../upgrade/places.ts'

/** Holds the app's lock while `work` runs. TEMPORARY, naming the holder, when somebody else has it (failures.md f01). */
export async function locked<T>(places: Places, holder: string, work: () => Promise<T>): Promise<T> {
  const lock = await machine.locks.lock(places.lock, holder)
  if (lock.kind === 'busy') throw failure('TEMPORARY', `another run of app-upgrade is at work: ${lock.heldBy}`, { next: "wait for it; 'app-upgrade status' shows what it does" })
  try {
    return await work()
  } finally {
    await lock.release()
  }
}
