import { isFailure } from '../../errors.ts'
import { machine } from '../../host/machine.ts'
import type { Shown } from '../../upgrade/report.ts'
import { acquireWishFor, readWish } from '../../upgrade/request.ts'
import { forgetTrouble, leaveTrouble } from './acquire-trouble.ts'
import { acquireHere } from './acquiring.ts'
import { openApp } from '../app.ts'
import { asAsked } from './as-asked.ts'
import { askForTime } from '../ask-for-time.ts'
import { errandOf } from './errand.ts'
import { theScope } from '../scope.ts'
import { openInstance } from '../which.ts'

type Tell = (shown: Shown) => void

/** `acquire -- %i`: the main process of the acquiring unit. What stops it is left for the half that waits, beside the shelf. */
export async function acquireInstance(instance: string, tell: Tell): Promise<void> {
  const named = await openInstance(instance)
  const places = theScope().places(named.app)
  try {
    // What stopped an earlier acquisition must not be told of this one, which may not get as far as to leave its own.
    await forgetTrouble(places)
    const wish = await readWish(machine.disk, acquireWishFor(places.requests, instance), { instance, owner: places.owner })
    const app = await openApp(named.app)
    await askForTime(app.settings.limits.downloadMs)
    // Where the files will live is no business of this half: it may not even be allowed to look there.
    const settings = asAsked(app.settings, { url: wish?.request.url ?? null, bundle: wish?.request.bundle ?? null, prefix: null })
    await acquireHere({ ...app, settings }, await errandOf(named.wanted, wish), tell)
  } catch (thrown) {
    if (isFailure(thrown)) await leaveTrouble(places, thrown)
    throw thrown
  }
}
