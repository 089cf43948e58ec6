import { saidMeanwhile } from '../config/edited.ts'
import { loadSettings } from '../config/load.ts'
import { checkPlaces } from '../config/check-places.ts'
import { withRealFiles } from '../config/link-chain.ts'
import type { Settings } from '../config/settings.ts'
import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import type { Places } from '../upgrade/places.ts'
import type { Request } from '../upgrade/report.ts'
import { asAsked } from './acquire/as-asked.ts'
import { schemas } from './schemas.ts'
import { theScope } from './scope.ts'

/** One app: what its files say, and where its things lie. */
export interface App { readonly name: string; readonly settings: Settings; readonly places: Places }

/** Settings as written. Reads nothing but its owner's own files. */
export async function openApp(name: string): Promise<App> {
  const places = theScope().places(name)
  return { name, places, settings: await loadSettings(machine.disk, name, places, schemas) }
}

/** With every file where it really lies: for whoever looks at what is live. */
export async function openAppHere(name: string): Promise<App> {
  const app = await openApp(name)
  return { ...app, settings: await withRealFiles(machine.disk, app.settings) }
}

/** With what was asked for beyond the instance name, with the places looked at, and every file where it really lies. */
export async function openAppFor(name: string, request: Pick<Request, 'url' | 'prefix' | 'bundle'>): Promise<App> {
  const app = await openApp(name)
  const settings = asAsked(app.settings, request)
  await checkPlaces(machine.disk, settings, app.places.owner)
  return { ...app, settings: await withRealFiles(machine.disk, settings) }
}

/** Settings that were edited since they were read: what would be applied is not what is written there now (failures.md E49, F44). */
export async function refuseEdited({ name, settings }: App): Promise<void> {
  const { settings: now } = await openApp(name)
  if (now.fingerprint === settings.fingerprint) return
  const said = saidMeanwhile(settings.policy, now.policy)
  throw failure('REFUSED', `the settings of '${name}' were edited while its release was acquired${said === null ? '' : `: ${said} now`}`, { next: `upgrade again; 'app-upgrade status ${name}' says what holds now` })
}
