import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { parseTomlBytes, type TomlDocument } from '../formats/toml.ts'
import type { ReadsDisk } from '../host/types.ts'
import { everyApp } from '../release/instance.ts'
import type { Places } from '../upgrade/places.ts'
import { dropInsMax } from './limits.ts'
import { parsePinFile } from './pin-file.ts'
import { listTrusted, readTrusted } from './trusted-file.ts'

/** One file as found, read and parsed; nothing is known yet of its meaning. */
export interface Fragment {
  readonly path: string
  readonly role: 'main' | 'drop-in' | 'pin'
  readonly bytes: Uint8Array
  readonly document: TomlDocument
}

export type ConfigPlaces = Pick<Places, 'config' | 'vendorConfig' | 'owner' | 'usual'>

/**
 * All files of one app, in the order in which they speak; later ones win (failures.md E50):
 *
 *     /usr/lib/app-upgrade/<app>.toml        the vendor's default
 *     /usr/lib/app-upgrade/<app>.toml.d/*    its drop-ins, by name
 *     /etc/app-upgrade/all.toml.d/*          what the administrator says of every app of this host, by name
 *     /etc/app-upgrade/<app>.toml            the administrator's file
 *     /etc/app-upgrade/<app>.toml.d/*        its drop-ins, by name; one of the vendor's with the same name is not read
 *     /etc/app-upgrade/<app>.pin             one version, written by configuration management
 *
 * CONFIG when the app has no main file, or when somebody but root and their owner could have written any of them.
 */
export async function findFragments(disk: ReadsDisk, app: string, places: ConfigPlaces): Promise<readonly Fragment[]> {
  const { owner } = places
  const vendor = posix.join(places.vendorConfig, `${app}.toml`)
  const admin = posix.join(places.config, `${app}.toml`)
  // Listing the directories first shows that nobody else can exchange a file between our look at it and our reading.
  const [, names] = await Promise.all([listTrusted(disk, places.vendorConfig, owner), listTrusted(disk, places.config, owner)])
  if (names.includes(`${everyApp}.toml`)) throw misplaced(posix.join(places.config, `${everyApp}.toml`))
  const everywhere = posix.join(places.config, `${everyApp}.toml.d`)
  const adminDropIns = await dropInNames(disk, `${admin}.d`, owner)
  const vendorDropIns = (await dropInNames(disk, `${vendor}.d`, owner)).filter((name) => !adminDropIns.includes(name))
  const found = await readFragments(disk, [
    vendor, ...vendorDropIns.map((name) => posix.join(`${vendor}.d`, name)),
    ...(await dropInNames(disk, everywhere, owner)).map((name) => posix.join(everywhere, name)),
    admin, ...adminDropIns.map((name) => posix.join(`${admin}.d`, name)),
    pinFileOf(places.config, app),
  ], owner)
  if (!found.some((fragment) => fragment.role === 'main')) throw missing(app, admin, vendor)
  return found
}

/** Where configuration management pins an app. */
export const pinFileOf = (config: string, app: string): string => posix.join(config, `${app}.pin`)

/** These files, in this order; again for saying where something stands that turned out wrong later. One that is not there is left out. */
export async function readFragments(disk: ReadsDisk, paths: readonly string[], owner: number): Promise<readonly Fragment[]> {
  const found = await Promise.all(paths.map((path) => read(disk, path, owner)))
  return found.filter((fragment) => fragment !== null)
}

async function dropInNames(disk: ReadsDisk, directory: string, owner: number): Promise<readonly string[]> {
  // Editors leave `x.toml~` and `.x.toml.swp` behind; like systemd, only what ends as it should is read.
  const names = (await listTrusted(disk, directory, owner)).filter((name) => name.endsWith('.toml') && !name.startsWith('.'))
  if (names.length > dropInsMax) throw failure('CONFIG', `'${directory}' holds ${names.length} drop-ins; at most ${dropInsMax} are read`)
  return names.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
}

async function read(disk: ReadsDisk, path: string, owner: number): Promise<Fragment | null> {
  const bytes = await readTrusted(disk, path, owner)
  if (bytes === null) return null
  if (!path.endsWith('.toml')) return { path, role: 'pin', bytes, document: parsePinFile(bytes, path, (await disk.look(path))?.modifiedAtMs ?? 0) }
  return { path, role: path.includes('.toml.d/') ? 'drop-in' : 'main', bytes, document: parseTomlBytes(bytes, path) }
}

/** Read as an app of that name it would hold none of the others, and whoever wrote it believes that it does. */
function misplaced(path: string): Error {
  return failure('CONFIG', `'${path}' would be read by nobody: what is said of every app is in '${path}.d/'`, { next: `mkdir -p ${path}.d && mv ${path} ${path}.d/50-all.toml` })
}

function missing(app: string, admin: string, vendor: string): Error {
  return failure('CONFIG', `there is no app '${app}': neither '${admin}' nor '${vendor}' exists`, { next: `describe the app in '${admin}'; 'man app-upgrade.toml' shows how` })
}
