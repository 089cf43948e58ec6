import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { Writability } from '../../host/types.ts'

/** Who asks, and from where: a remedy that does not fit the place helps nobody (formats.md 4.3). */
export interface Asker {
  readonly uid: number
  /** The unit whose sandbox we are in; null at a terminal. */
  readonly unit: string | null
  /** The kind of container; null on a machine. */
  readonly container: string | null
}
export interface Unwritable { readonly directory: string; readonly state: Exclude<Writability, 'yes'> }

/**
 * A directory in which no file can be exchanged: found before anything is fetched, because what is fetched in vain once is fetched in vain
 * every night. Rights on the file itself do not help; rename(2) writes to the directory.
 */
export function unwritable({ directory, state }: Unwritable, asker: Asker): Error {
  switch (state) {
    case 'missing': return failure('CONFIG', `the directory ${quoted(directory)} does not exist`, { next: `make it (mkdir -p ${directory}), or correct [layout], [[file]] or [build_info]` })
    case 'read-only': return failure('CANT_CREATE', `no file can be replaced in ${quoted(directory)}: ${readOnlyWhy(directory, asker)}`, { next: readOnlyRemedy(directory, asker) })
    case 'forbidden': return failure('PERMISSION', `no file can be replaced in ${quoted(directory)}: uid ${asker.uid} may not write to this directory`, { next: forbiddenRemedy(directory, asker) })
  }
}

function readOnlyWhy(directory: string, asker: Asker): string {
  return asker.unit !== null && isShut(directory) ? `it is read-only for '${asker.unit}'` : 'its file system is read-only'
}

function readOnlyRemedy(directory: string, { unit, container }: Asker): string {
  // Whoever puts it back after a crash is another unit: 'app-upgrade-.service.d' is a drop-in for all whose names begin so (systemd.unit(5)).
  if (unit !== null && isShut(directory)) return `give the file a path under /usr/local, or open the directory: 'systemctl edit ${unit}', [Service] ReadWritePaths=${directory}; and the same in /etc/systemd/system/app-upgrade-.service.d/own.conf, for those who put it back`
  if (container !== null) return `this is a container (${container}): put the new version into its image, or mount a writable volume at ${quoted(directory)}`
  return `'findmnt -T ${directory}' shows what is mounted there; make it writable, or give the file another path in [layout]`
}

function forbiddenRemedy(directory: string, { uid, unit, container }: Asker): string {
  if (unit !== null && uid === 0 && isIn(homes, directory)) return `'${unit}' sees no homes: 'systemctl edit ${unit}', [Service] ProtectHome=no, and the same in /etc/systemd/system/app-upgrade-.service.d/own.conf, for those who put it back; or manage it with --user as the user whose home it is`
  if (uid === 0) return `'ls -ld ${directory}' and 'lsattr -d ${directory}' show what keeps even root out: another owner, missing write permission, or the immutable attribute`
  const elsewhere = `give the file a path in a directory of your own, like ${posix.join('~', '.local/bin')}`
  return container === null ? elsewhere : `${elsewhere}; this is a container (${container}), and its image decides whose ${quoted(directory)} is`
}

/** What `ProtectSystem=full` and `ProtectHome=yes` shut in our units, and what these open again. */
const homes = ['/home', '/root', '/run/user']
const shut = [...homes, '/usr', '/boot', '/efi', '/etc', '/bin', '/sbin', '/lib', '/lib64']

const open = ['/usr/local', '/etc/systemd', '/etc/default', '/etc/sysconfig']

function isShut(directory: string): boolean {
  return isIn(shut, directory) && !isIn(open, directory)
}

function isIn(places: readonly string[], directory: string): boolean {
  return places.some((above) => directory === above || directory.startsWith(`${above}/`))
}
