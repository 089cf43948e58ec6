import { posix } from 'node:path'

/** systemd.unit(5). No scopes: those have no files. */
const suffixes = ['service', 'socket', 'timer', 'path', 'target', 'mount', 'automount', 'swap', 'slice', 'device']
const name = new RegExp(`^[A-Za-z0-9:_.\\\\@-]{1,245}\\.(?:${suffixes.join('|')})$`)

/** Directories that a service manager reads unit files from (systemd.unit(5)): the system's, and a user's. */
const directory = /(?:^|\/)(?:etc|usr\/lib|usr\/local\/lib|lib|usr\/share|\.config|\.local\/share)\/systemd\/(?:system|user)$/

/** Where whoever administers daemons lays their unit files: the machine's, and below a user's home. */
export const unitDirectories = { machine: '/etc/systemd/system', user: '.config/systemd/user' } as const

/** A unit's name, or a template's: `acme.service`, `acme@.service`. */
export function isUnitName(text: string): boolean {
  return name.test(text) && !text.startsWith('@') && !text.startsWith('.')
}

/** The unit that a file configures, by where it lies: its own file or a drop-in. Null: a service manager does not read it, or not as a unit's. */
export function unitOfPath(path: string): string | null {
  const [base, above] = [posix.basename(path), posix.dirname(path)]
  if (directory.test(above)) return isUnitName(base) ? base : null
  const unit = posix.basename(above).replace(/\.d$/, '')
  return above.endsWith('.d') && directory.test(posix.dirname(above)) && base.endsWith('.conf') && isUnitName(unit) ? unit : null
}

/** Whether a path is below a directory that a service manager reads unit files from. */
export function isAmongUnits(path: string): boolean {
  for (let at = posix.dirname(path); at !== posix.dirname(at); at = posix.dirname(at)) if (directory.test(at)) return true
  return false
}

/** Whether this file is what an instance is made of, or the unit itself: `acme@.service` of `acme@1.service`. */
export function isFileOf(path: string, unit: string): boolean {
  return directory.test(posix.dirname(path)) && namesOf(unit).includes(posix.basename(path))
}

/** Whether this drop-in changes it: one of its own, of its template, of all whose names begin so (`acme-.service.d`), or of all of its type (`service.d`). */
export function isDropInOf(path: string, unit: string): boolean {
  const above = posix.dirname(path)
  if (!path.endsWith('.conf') || !above.endsWith('.d') || !directory.test(posix.dirname(above))) return false
  const of = posix.basename(above).slice(0, -2)
  const [prefix, type] = [of.slice(0, of.lastIndexOf('.')), of.slice(of.lastIndexOf('.') + 1)]
  return namesOf(unit).includes(of) || (unit.endsWith(`.${type}`) && (of === type || (prefix.endsWith('-') && unit.startsWith(prefix))))
}

/** `acme@1.service` is defined by its own file, or by its template's. */
function namesOf(unit: string): readonly string[] {
  return [unit, unit.replace(/@.*\./, '@.')]
}
