import { posix } from 'node:path'
import { failure } from '../errors.ts'
import { parseTomlBytes, type TomlDocument } from '../formats/toml.ts'
import type { ReadsDisk } from '../host/types.ts'
import type { Places } from '../upgrade/places.ts'
import { dropInsMax } from './limits.ts'
import { listTrusted, readTrusted } from './trusted-file.ts'

/** One file as found, read and parsed; nothing is known yet of its meaning. */
export interface Fragment {
  readonly path: string
  readonly role: 'main' | 'drop-in'
  readonly bytes: Uint8Array
  readonly document: TomlDocument
}

export type ConfigPlaces = Pick<Places, 'config' | 'vendorConfig'>

/**
 * All files of one app, in the order in which they speak; later ones win (failures.md E50):
 *
 *     /usr/lib/app-upgrade/<app>.toml        the vendor's default
 *     /usr/lib/app-upgrade/<app>.toml.d/*    its drop-ins, by name
 *     /etc/app-upgrade/<app>.toml            the administrator's file
 *     /etc/app-upgrade/<app>.toml.d/*        its drop-ins, by name; one of the vendor's with the same name is not read
 *
 * CONFIG when the app has no main file, or when any of them is not root's alone.
 */
export async function findFragments(disk: ReadsDisk, app: string, places: ConfigPlaces): Promise<readonly Fragment[]> {
  const vendor = posix.join(places.vendorConfig, `${app}.toml`)
  const admin = posix.join(places.config, `${app}.toml`)
  // Listing the directories first shows that nobody else can exchange a file between our look at it and our reading.
  await Promise.all([listTrusted(disk, places.vendorConfig), listTrusted(disk, places.config)])
  const adminDropIns = await dropInNames(disk, `${admin}.d`)
  const vendorDropIns = (await dropInNames(disk, `${vendor}.d`)).filter((name) => !adminDropIns.includes(name))
  const found = [
    await read(disk, vendor, 'main'),
    ...await readAll(disk, `${vendor}.d`, vendorDropIns),
    await read(disk, admin, 'main'),
    ...await readAll(disk, `${admin}.d`, adminDropIns),
  ].filter((fragment) => fragment !== null)
  if (!found.some((fragment) => fragment.role === 'main')) throw missing(app, admin, vendor)
  return found
}

/** The same files again, for saying where something stands that turned out wrong later. One that has gone since is left out. */
export async function readFragments(disk: ReadsDisk, paths: readonly string[]): Promise<readonly Fragment[]> {
  const found = await Promise.all(paths.map((path) => read(disk, path, path.includes('.toml.d/') ? 'drop-in' : 'main')))
  return found.filter((fragment) => fragment !== null)
}

async function dropInNames(disk: ReadsDisk, directory: string): Promise<readonly string[]> {
  // Editors leave `x.toml~` and `.x.toml.swp` behind; like systemd, only what ends as it should is read.
  const names = (await listTrusted(disk, directory)).filter((name) => name.endsWith('.toml') && !name.startsWith('.'))
  if (names.length > dropInsMax) throw failure('CONFIG', `'${directory}' holds ${names.length} drop-ins; at most ${dropInsMax} are read`)
  return names.toSorted((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)))
}

async function readAll(disk: ReadsDisk, directory: string, names: readonly string[]): Promise<readonly (Fragment | null)[]> {
  return Promise.all(names.map((name) => read(disk, posix.join(directory, name), 'drop-in')))
}

async function read(disk: ReadsDisk, path: string, role: Fragment['role']): Promise<Fragment | null> {
  const bytes = await readTrusted(disk, path)
  return bytes === null ? null : { path, role, bytes, document: parseTomlBytes(bytes, path) }
}

function missing(app: string, admin: string, vendor: string): Error {
  return failure('CONFIG', `there is no app '${app}': neither '${admin}' nor '${vendor}' exists`, { next: `describe the app in '${admin}'; 'man app-upgrade.toml' shows how` })
}
