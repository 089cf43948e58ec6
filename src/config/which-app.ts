import { failure } from '../errors.ts'
import type { ReadsDisk } from '../host/types.ts'
import { everyApp } from '../release/instance.ts'
import type { ConfigPlaces } from './fragments.ts'
import { appsMax } from './limits.ts'
import { nearest } from './suggest.ts'
import { listTrusted } from './trusted-file.ts'

/** Names of all apps that have a file of the administrator's or of a vendor, sorted. Whether each is well-formed shows when it is loaded. */
export async function listApps(disk: ReadsDisk, places: ConfigPlaces): Promise<readonly string[]> {
  const names = [...await listTrusted(disk, places.vendorConfig, places.owner), ...await listTrusted(disk, places.config, places.owner)]
  const apps = new Set(names.flatMap((name) => /^([a-z0-9][a-z0-9_-]{0,62})\.toml$/.exec(name)?.[1] ?? []))
  apps.delete(everyApp)
  if (apps.size > appsMax) throw failure('CONFIG', `there are ${apps.size} apps in '${places.config}'; at most ${appsMax} are read`)
  return [...apps].toSorted()
}

/**
 * The app that is meant. Without a name it is the only one; a machine with several is asked again (USAGE), because guessing
 * which daemon to restart is not ours. CONFIG when the named one, or any at all, is not there.
 */
export function chooseApp(named: string | null, apps: readonly string[], { config }: Pick<ConfigPlaces, 'config'>): string {
  if (apps.length === 0) throw failure('CONFIG', 'no app is configured', { next: `describe it in '${config}/<app>.toml'; 'man app-upgrade.toml' shows how` })
  if (named !== null) return known(named, apps)
  const [only, ...others] = apps
  if (only !== undefined && others.length === 0) return only
  throw failure('USAGE', `there are ${apps.length} apps; say which one is meant`, { next: `one of: ${apps.join(', ')}` })
}

function known(named: string, apps: readonly string[]): string {
  if (apps.includes(named)) return named
  const near = nearest(named, apps)
  throw failure('CONFIG', `there is no app '${named}'`, { next: near === null ? `the configured apps are: ${apps.join(', ')}` : `did you mean '${near}'?` })
}
