import { capabilities } from '../drivers/gates/capabilities.ts'
import { capabilityNames } from '../formats/file-capabilities.ts'
import { capabilitiesOf } from '../host/capabilities-of.ts'
import { machine } from '../host/machine.ts'
import { propertyText } from '../systemd/property-text.ts'
import type { Gate } from '../upgrade/ports.ts'
import { accountOfUnit } from './daemon-account.ts'
import { theScope } from './scope.ts'
import { theBus } from './service.ts'

export function capabilitiesGate(): Gate {
  return capabilities({ disk: machine.disk, capabilitiesOf, given: capabilitiesGiven })
}

/** What a unit gives its processes by itself. A system unit that names no user runs as root. */
async function capabilitiesGiven(unit: string): Promise<readonly string[] | 'all'> {
  if (theScope().owner.uid === 0 && (await accountOfUnit(unit)) === 'root') return 'all'
  const ambient = await propertyText(theBus(), unit, 'AmbientCapabilities')
  return capabilityNames(ambient !== null && /^\d+$/.test(ambient) ? BigInt(ambient) : 0n)
}
