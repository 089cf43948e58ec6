import { machine } from '../host/machine.ts'
import type { RunsCommands } from '../host/types.ts'
import { openBus, type Bus } from '../systemd/bus.ts'
import type { Address } from '../systemd/connection.ts'
import type { Reach } from '../systemd/sandbox.ts'
import { isRunBySystemd } from '../systemd/presence.ts'
import { systemdService } from '../systemd/service.ts'
import { failure } from '../errors.ts'
import { bootService, restfulService } from './boot-service.ts'
import { closeAtEnd } from './closing.ts'
import { theScope } from './scope.ts'
import type { Service } from '../upgrade/ports.ts'

let opened: Bus | null = null

/** One connection for the whole process, opened when first needed. */
export function theBus(): Bus {
  if (opened !== null) return opened
  return (opened = opensTo(theScope().addresses))
}

/** Early in a boot the bus accepts connections and answers nobody, for its daemon waits for us: the manager's own socket alone is asked. */
export function busFor(when: 'now' | 'boot'): Bus {
  if (when === 'boot') askManagerAlone()
  return theBus()
}

/** From now on, in the whole process. */
export function askManagerAlone(): void {
  opened ??= opensTo(theScope().addresses.filter(({ kind }) => kind === 'direct'))
}

function opensTo(addresses: readonly Address[]): Bus {
  const bus = openBus(addresses)
  closeAtEnd(() => bus.close())
  return bus
}

export const hasSystemd = (): Promise<'yes' | 'no'> => isRunBySystemd(theScope().managerDirectory)

/** `now`: restarts. `boot`: restarts nothing, because the manager starts the units later in this boot, and waits for us to be done. */
export async function serviceFor(when: 'now' | 'boot'): Promise<Service> {
  if ((await hasSystemd()) === 'no') return nobody
  return when === 'now' ? systemdService(theBus(), theScope().units) : bootService(theBus())
}

/** A machine without systemd has no units; a plan made there names none, so nobody asks. */
const nobody: Service = {
  ...restfulService,
  state: async (unit) => { throw failure('UNAVAILABLE', `there is no systemd here to ask about unit '${unit}'`) },
}

/**
 * Commands as transient units where systemd runs, else as plain children. `none`: they reach nothing but their own output; `loopback`:
 * also the daemon on this machine, as probes must.
 */
export async function commandsFor(reach: Reach): Promise<RunsCommands> {
  if ((await hasSystemd()) === 'no') return machine.commands
  const { transientCommands } = await import('../systemd/transient.ts')
  const { places, sandbox } = theScope()
  return transientCommands(theBus(), { prefix: 'app-upgrade-command', directory: `${places('').run}/commands`, reach, sandbox })
}
