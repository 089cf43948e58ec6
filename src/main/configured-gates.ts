import type { Settings } from '../config/settings.ts'
import { openGates } from '../drivers/gates/table.ts'
import { failure } from '../errors.ts'
import { askLoopback } from '../host/loopback-http.ts'
import { machine } from '../host/machine.ts'
import { propertyText } from '../systemd/property-text.ts'
import type { Gate } from '../upgrade/ports.ts'
import type { Request } from '../upgrade/report.ts'
import { commandsFor, hasSystemd, theBus } from './service.ts'

/** None of what rolls an ill version back: a gate that no force passes would leave a daemon down that nobody is there to help, and the daemon that it asks has died. */
export function askedOf({ gates }: Pick<Settings, 'gates'>, { occasion }: Pick<Request, 'occasion'>): Settings['gates'] {
  return occasion === 'probation' ? [] : gates
}

/** What the operator asks for under `[[gate]]`, in the order of the file. */
export async function configuredGates(configured: Settings['gates']): Promise<readonly Gate[]> {
  const isHere = await hasSystemd()
  return openGates(configured, {
    commands: await commandsFor('loopback'),
    ask: askLoopback,
    disk: machine.disk,
    property: async (unit, name) => {
      if (isHere === 'no') throw failure('UNAVAILABLE', 'there is no systemd here to ask')
      return propertyText(theBus(), unit, name)
    },
  })
}
