import { machine } from '../host/machine.ts'
import { runUnitJob } from '../systemd/jobs.ts'
import { readUnit } from '../systemd/units.ts'
import { short } from '../upgrade/known.ts'
import type { Shown } from '../upgrade/report.ts'
import { acquireWishFor, replaceWish } from '../upgrade/request.ts'
import type { Acquired } from '../upgrade/run.ts'
import { readAcquired } from '../upgrade/shelf.ts'
import { acquireFailure, readTrouble } from './acquire-trouble.ts'
import type { Errand } from './acquiring.ts'
import type { App } from './app.ts'
import { theBus } from './service.ts'
import { showStatus } from './show-status.ts'

type Tell = (shown: Shown) => void

/** Starts the acquiring unit, waits for it, and reads what it acquired: hearsay, whatever it says. Null: it found nothing that may be taken. */
export async function acquireByUnit(app: App, { instance, wanted, request, known }: Errand & { readonly instance: string }, tell: Tell): Promise<Acquired | null> {
  const unit = `app-upgrade-acquire@${instance}.service`
  const stop = new AbortController()
  const shown = showStatus(unit, tell, stop.signal)
  const wish = acquireWishFor(app.places.requests, instance)
  try {
    await replaceWish(machine.disk, wish, { instance, atMs: machine.clock.nowMs(), request, known: short(known) })
    const end = await runUnitJob(theBus(), 'StartUnit', unit, new AbortController().signal)
    if (end === 'done') return await readAcquired(machine.disk, app.places.shelf, wanted)
    throw acquireFailure(unit, (await readUnit(theBus(), unit)).mainStatus, await readTrouble(app.places))
  } finally {
    stop.abort()
    await shown
    await machine.disk.remove(wish)
  }
}
