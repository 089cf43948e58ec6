import { posix } from 'node:path'
import { unwritable } from '../../drivers/gates/unwritable.ts'
import { machine } from '../../host/machine.ts'
import { readProperties } from '../../systemd/units.ts'
import type { App } from '../app.ts'
import { theScope } from '../scope.ts'
import { hasSystemd, theBus } from '../service.ts'
import { companionDirectories, lookAtPlaces, recordDirectories } from '../writable.ts'

/**
 * For `doctor`, which runs in no unit: also what only our units cannot write. Whoever was told "ready" would be refused; and one who opened the unit that upgrades
 * alone would learn after a crash that those who put back cannot.
 */
export async function placesText(app: App): Promise<string> {
  const says = await lookAtPlaces(app)
  if (theScope().owner.uid !== 0 || (await hasSystemd()) === 'no') return says
  const directories = [...companionDirectories(app.settings), ...recordDirectories(app.settings)].map(({ path }) => path)
  for (const unit of [`app-upgrade@${app.name}.service`, `app-upgrade-fallback@${app.name}.service`, 'app-upgrade-recover.service']) {
    const shut = shutTo(await readProperties(theBus(), unit), directories)
    if (shut !== null) throw unwritable({ directory: shut, state: 'read-only' }, { uid: machine.facts.uid, unit: unit.replace(/@.*\./, '@.'), container: null })
  }
  return says
}

/** The first of these directories below /etc that a unit with such properties sees read-only (systemd.exec(5), ProtectSystem=); null: it may write to all. */
export function shutTo({ ProtectSystem: protects, ReadWritePaths: paths }: Readonly<Record<string, unknown>>, directories: readonly string[]): string | null {
  if (protects !== 'full' && protects !== 'strict') return null
  const open = Array.isArray(paths) ? paths.map((path) => posix.normalize(String(path).replace(/^[-+]+/, ''))) : []
  const isOpen = (directory: string): boolean => open.some((above) => directory === above || directory.startsWith(`${above}/`))
  return directories.find((directory) => directory.startsWith('/etc/') && !isOpen(directory)) ?? null
}
