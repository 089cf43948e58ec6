import { capabilities } from '../drivers/gates/capabilities.ts'
import { capabilityNames } from '../formats/file-capabilities.ts'
import { capabilitiesOf } from '../host/capabilities-of.ts'
import { machine } from '../host/machine.ts'
import { propertyText } from '../systemd/property-text.ts'
import type { Gate } from '../upgrade/ports.ts'
import { theScope } from './scope.ts'
import { theBus } from './service.ts'

export function capabilitiesGate(): Gate {
  return capabilities({ disk: machine.disk, capabilitiesOf, given: capabilitiesGiven })
}

/** What a unit gives its processes by itself. A system unit that names no user runs as root. */
async function capabilitiesGiven(unit: string): Promise<readonly string[] | 'all'> {
  const [user, ambient] = await Promise.all([propertyText(theBus(), unit, 'User'), propertyText(theBus(), unit, 'AmbientCapabilities')])
  if (theScope().owner.uid === 0 && (user === null || user === '' || user === 'root' || user === '0')) return 'all'
  return capabilityNames(ambient !== null && /^\d+$/.test(ambient) ? BigInt(ambient) : 0n)
}
