import { isFailure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import type { Wanted } from '../upgrade/ports.ts'
import type { Shown } from '../upgrade/report.ts'
import { readWish } from '../upgrade/request.ts'
import { leaveTrouble } from './acquire-trouble.ts'
import { acquireHere } from './acquiring.ts'
import { openAppFor, openInstance } from './app.ts'

type Tell = (shown: Shown) => void

/** `acquire -- %i`: the main process of the acquiring unit. What stops it is left for the half that waits, beside the shelf. */
export async function acquireInstance(instance: string, tell: Tell): Promise<void> {
  const named = await openInstance(instance)
  const unasked = await openAppFor(named.app, { url: null, prefix: null })
  const wish = await readWish(machine.disk, unasked.places.request, instance, machine.clock.nowMs())
  const app = wish === null ? unasked : await openAppFor(named.app, wish)
  try {
    await acquireHere(app, wantedBy(named.wanted, wish), tell)
  } catch (thrown) {
    if (isFailure(thrown)) await leaveTrouble(app, thrown)
    throw thrown
  }
}

/** A version that cannot stand in a unit's name travels in the wish. */
export function wantedBy(wanted: Wanted, wish: { readonly version: string | null; readonly channel: string | null } | null): Wanted {
  const version = wish?.version ?? null
  return { version: version === null ? wanted.version : (version.replace(/^v/, '') as Wanted['version']), channel: wish?.channel ?? wanted.channel }
}
