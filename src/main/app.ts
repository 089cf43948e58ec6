import { posix } from 'node:path'
import { loadSettings } from '../config/load.ts'
import { checkPlaces } from '../config/check-places.ts'
import type { Settings } from '../config/settings.ts'
import { chooseApp, listApps } from '../config/which-app.ts'
import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { parseInstance, type Instance } from '../release/instance.ts'
import { placesOf, type Places } from '../upgrade/places.ts'
import type { Wanted } from '../upgrade/ports.ts'
import type { Request } from '../upgrade/report.ts'
import { schemas } from './drivers.ts'

/** One app of this machine: what its files say, and where its things lie. */
export interface App { readonly name: string; readonly settings: Settings; readonly places: Places }

export async function apps(): Promise<readonly string[]> {
  return listApps(machine.disk, placesOf(''))
}

export async function chosenApp(named: string | null): Promise<string> {
  return chooseApp(named, await apps())
}

/** Settings as written. Reads nothing but root's own files. */
export async function openApp(name: string): Promise<App> {
  const places = placesOf(name)
  return { name, places, settings: await loadSettings(machine.disk, name, places, schemas) }
}

/** With what was asked for beyond the instance name, and with the places looked at. */
export async function openAppFor(name: string, request: Pick<Request, 'url' | 'prefix'>): Promise<App> {
  const app = await openApp(name)
  const settings = withPrefix(withUrl(app.settings, request.url), request.prefix)
  await checkPlaces(machine.disk, settings)
  return { ...app, settings }
}

/** Settings that were edited since they were read: what would be applied is not what is written there now (failures.md E49, F44). */
export async function refuseEdited({ name, settings }: App): Promise<void> {
  const { settings: now } = await openApp(name)
  if (now.fingerprint === settings.fingerprint) return
  throw failure('REFUSED', `the settings of '${name}' were edited while its release was acquired`, { next: 'upgrade again' })
}

/** A URL typed by root replaces the source and nothing else: what it leads to must be signed all the same. */
function withUrl(settings: Settings, url: string | null): Settings {
  return url === null ? settings : { ...settings, source: { kind: 'url', url, http: settings.source['http'] ?? 'refused' } }
}

function withPrefix(settings: Settings, prefix: string | null): Settings {
  if (prefix === null) return settings
  const [first, ...rest] = settings.binaries.map(({ name, publicPath }) => ({ name, publicPath: posix.join(prefix, posix.basename(publicPath)) }))
  return first === undefined ? settings : { ...settings, binaries: [first, ...rest] }
}

/** An instance name, and the app it means on this machine. */
export async function openInstance(raw: string): Promise<{ readonly app: string; readonly wanted: Wanted }> {
  const instance = parseInstance(raw)
  return { app: await chosenApp(instance.app), wanted: wantedOf(instance) }
}

function wantedOf({ wanted }: Instance): Wanted {
  switch (wanted.kind) {
    case 'version': return { version: wanted.version, channel: null }
    case 'channel': return { version: null, channel: wanted.name }
    case 'newest': return { version: null, channel: null }
  }
}
