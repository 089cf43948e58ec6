import { posix } from 'node:path'
import { cannotPutBack, reallyIn, type Shut } from '../drivers/gates/put-back.ts'
import { failure } from '../errors.ts'
import { machine } from '../host/machine.ts'
import { readProperties } from '../systemd/units.ts'
import type { App } from './app.ts'
import { theScope } from './scope.ts'
import { hasSystemd, theBus } from './service.ts'

type Named = Pick<App, 'name' | 'settings'>

/** Those who put back what an upgrade left: a template is asked as this app's instance of it. */
export function whoPutsBack({ name, settings: { policy: { probation } } }: Named): readonly string[] {
  return [`app-upgrade-fallback@${name}.service`, 'app-upgrade-recover.service', ...(probation.forMs === 0 ? [] : [`app-upgrade-probation@${name}.service`])]
}

/** The first of these units, as it is edited, that may not write to one of the directories. None without systemd, and none of a user's manager, which shuts nothing. */
export async function shutOut(units: readonly string[], directories: readonly string[]): Promise<Shut | null> {
  if (directories.every((directory) => !couldBeShut(directory)) || theScope().owner.uid !== 0 || (await hasSystemd()) === 'no') return null
  for (const unit of units) {
    const directory = shutTo(await readProperties(theBus(), unit), directories)
    if (directory !== null) return { unit: unit.replace(/@.*\./, '@.'), directory }
  }
  return null
}

/** Before anything is fetched: what is found by the gate as well, once there is a plan. */
export async function refuseShutOut(app: Named, directories: readonly string[]): Promise<void> {
  const shut = await shutOut(whoPutsBack(app), await reallyIn(machine.disk, directories))
  if (shut === null) return
  const { code, reason, next } = cannotPutBack(shut)
  throw failure(code, reason, { next })
}

const homes = ['/home', '/root', '/run/user']
const system = ['/usr', '/boot', '/efi']

/** By any unit of ours as it is delivered: what lies elsewhere costs no question. */
function couldBeShut(directory: string): boolean {
  return isIn([...homes, ...system, '/etc'], directory) && !isIn(['/usr/local', '/etc/systemd', '/etc/default', '/etc/sysconfig'], directory)
}

/** The first of these directories that a unit with such properties may not write to (systemd.exec(5), ProtectSystem=, ProtectHome=); null: it may write to all. */
export function shutTo({ ProtectSystem: protects, ProtectHome: protectsHome, ReadWritePaths: paths, BindPaths: binds }: Readonly<Record<string, unknown>>, directories: readonly string[]): string | null {
  const shut = [...(shutBy[String(protects)] ?? []), ...(['yes', 'read-only', 'tmpfs'].includes(String(protectsHome)) ? homes : [])]
  const bound = listIn(binds).flatMap((bind) => (Array.isArray(bind) ? [String(bind[1])] : []))
  const open = [...listIn(paths).map(String), ...bound].map((path) => posix.normalize(path.replace(/^[-+]+/, '')))
  return directories.find((directory) => isIn(shut, directory) && !isIn(open, directory)) ?? null
}

const shutBy: Readonly<Record<string, readonly string[]>> = { yes: system, full: [...system, '/etc'], strict: ['/'] }

function isIn(places: readonly string[], directory: string): boolean {
  return places.some((above) => above === '/' || directory === above || directory.startsWith(`${above}/`))
}

function listIn(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
