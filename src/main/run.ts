import type { Wanted } from '../upgrade/ports.ts'
import type { Report, Request, Shown } from '../upgrade/report.ts'
import { openAppFor } from './app.ts'
import { remarksOn } from './circumstances.ts'
import { lockPlaces } from './back/lock-places.ts'
import { onOrBack } from './on-or-back.ts'
import { newTransaction } from './planning.ts'
import { settleFirst } from './settle/transactions.ts'

type Tell = (shown: Shown) => void

export interface Asked { readonly instance: string; readonly name: string; readonly wanted: Wanted; readonly request: Request; readonly tell: Tell }

/** In this process: the unit's main process, or a machine without systemd. */
export async function runHere({ instance, name, wanted, request, tell }: Asked): Promise<Report> {
  const app = await openAppFor(name, request)
  const transaction = newTransaction()
  return lockPlaces({ app, transaction, actor: request.actor, tell }, async () => {
    const { blocking, notes } = await settleFirst(name, app.places, tell)
    if (blocking !== null) return blocking
    const report = await onOrBack({ app, instance, transaction, request, tell }, wanted)
    return { ...report, notes: [...report.notes, ...notes, ...await remarksOn(app, request.way === 'on' ? request.occasion : 'probation')] }
  })
}
