import type { Settings } from '../config/settings.ts'
import { propertyText } from '../systemd/property-text.ts'
import { theScope } from './scope.ts'
import { hasSystemd, theBus } from './service.ts'

/**
 * Whom the app's first unit runs as: what its data belong to. A unit that says nothing runs as root, and so does what works on its data. Null: whoever we
 * are, which is right for a user's own daemons, and all that there is without systemd.
 */
export async function daemonAccount({ units: [first] }: Pick<Settings, 'units'>): Promise<string | null> {
  if (first === undefined || theScope().owner.uid !== 0 || (await hasSystemd()) === 'no') return null
  return accountOfUnit(first.name)
}

/** As systemd has it: a unit that names nobody runs as root, by whatever name that is said. */
export async function accountOfUnit(unit: string): Promise<string> {
  const said = await propertyText(theBus(), unit, 'User')
  return said === null || said === '' || said === '0' ? 'root' : said
}
