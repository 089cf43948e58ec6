import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { parseInstance } from '../../release/instance.ts'
import { theScope } from '../scope.ts'

/** All apps that ever had something to remember, also those whose file is gone or broken. */
export async function appsWithState(): Promise<readonly string[]> {
  const names = (await machine.disk.list(theScope().places('').state.replace(/\/$/, ''))) ?? []
  return names.filter((name) => /^[a-z0-9][a-z0-9_-]{0,62}$/.test(name))
}

/** A name that tells its app is enough; one that does not may mean any. */
export async function appsMeant(instance: string): Promise<readonly string[]> {
  try {
    const { app } = parseInstance(instance)
    return app === null ? await appsWithState() : [app]
  } catch (thrown) {
    if (isFailure(thrown)) return []
    throw thrown
  }
}
