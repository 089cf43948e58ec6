import { posix } from 'node:path'
import { changePolicy, type Changed, type Wanted } from '../../config/change-policy.ts'
import { failure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import { schemas } from '../schemas.ts'
import { theScope } from '../scope.ts'
import { caller } from '../terminal.ts'

/** Changes what the operator's file says of `[policy]`. TEMPORARY while somebody else writes it. */
export async function changeWanted(app: string, wanted: Wanted): Promise<Changed> {
  const places = theScope().places(app)
  return writingAlone(app, () => changePolicy(app, wanted, { disk: machine.disk, places, schemas }))
}

/** One writer of the operator's file at a time. Its lock is its own: a hold must not wait for the upgrade that it is to stop. */
export async function writingAlone<T>(app: string, write: () => Promise<T>): Promise<T> {
  const lock = await machine.locks.lock(posix.join(theScope().places(app).run, `${app}.operator.lock`), caller.actor)
  if (lock.kind === 'busy') throw failure('TEMPORARY', `what is wanted of '${app}' is being changed by ${lock.heldBy}`, { next: 'ask again' })
  try {
    return await write()
  } finally {
    await lock.release()
  }
}
