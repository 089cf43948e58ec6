import { machine } from '../../host/machine.ts'
import { runUnitJob } from '../../systemd/jobs.ts'
import { readUnit } from '../../systemd/units.ts'
import { short } from '../../upgrade/memory/known.ts'
import type { Shown } from '../../upgrade/report.ts'
import { acquireWishFor, replaceWish } from '../../upgrade/request.ts'
import { acquireFailure, readTrouble } from './acquire-trouble.ts'
import type { App } from '../app.ts'
import type { Errand } from './errand.ts'
import { theBus } from '../service.ts'
import { showStatus } from '../show-status.ts'

type Tell = (shown: Shown) => void

/** Starts the acquiring unit and waits for it. What stopped it is thrown: its exit code is systemd's word, the rest is hearsay. */
export async function acquireByUnit(app: App, { instance, request, known }: Errand & { readonly instance: string }, tell: Tell): Promise<void> {
  const unit = `app-upgrade-acquire@${instance}.service`
  const stop = new AbortController()
  const shown = showStatus(unit, tell, stop.signal)
  const wish = acquireWishFor(app.places.requests, instance)
  try {
    await replaceWish(machine.disk, wish, { instance, atMs: machine.clock.nowMs(), request, known: short(known) })
    const end = await runUnitJob(theBus(), 'StartUnit', unit, new AbortController().signal)
    if (end === 'done') return
    throw acquireFailure({ unit, status: (await readUnit(theBus(), unit)).mainStatus, trouble: await readTrouble(app.places), cache: app.places.cache })
  } finally {
    stop.abort()
    await shown
    await machine.disk.remove(wish)
  }
}
