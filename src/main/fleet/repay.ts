import { isFailure } from '../../errors.ts'
import { repayFleet } from './fleet.ts'
import { appsWithState } from '../settle/apps-with-state.ts'
import { locked } from '../settle/locked.ts'
import { owedToFleet } from './fleet-owed.ts'
import { theScope } from '../scope.ts'

/** An app whose lock is still held for it, and why. */
export interface StillOwed { readonly app: string; readonly because: string }

/** Lets go of every lock that an earlier run could not let go of. An app that is being upgraded right now holds its own rightly. */
export async function repayAll(): Promise<readonly StillOwed[]> {
  const still: StillOwed[] = []
  for (const app of await appsThatOwe()) {
    try {
      const because = await locked(theScope().places(app), `letting go of the fleet's lock, process ${process.pid}`, () => repayFleet(app))
      if (because !== null) still.push({ app, because })
    } catch (thrown) {
      if (!isFailure(thrown)) throw thrown
      still.push({ app, because: thrown.message })
    }
  }
  return still
}

async function appsThatOwe(): Promise<readonly string[]> {
  const owing = await Promise.all((await appsWithState()).map(async (name) => ((await owedToFleet(theScope().places(name))) === null ? [] : [name])))
  return owing.flat()
}
