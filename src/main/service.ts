import { machine } from '../host/machine.ts'
import type { RunsCommands } from '../host/types.ts'
import { openBus, type Bus } from '../systemd/bus.ts'
import type { Address } from '../systemd/connection.ts'
import type { Reach } from '../systemd/sandbox.ts'
import { isRunBySystemd } from '../systemd/presence.ts'
import { reloadManager } from '../systemd/reload.ts'
import { systemdService } from '../systemd/service.ts'
import { startInBoot } from '../systemd/start-in-boot.ts'
import { failure } from '../errors.ts'
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
  return when === 'now' ? systemdService(theBus(), theScope().units) : { ...bootService, reload: () => reloadManager(theBus()), job: leftToBoot }
}

/**
 * At boot there may be no bus yet, and the manager's own socket is enough: files are settled, restarts are left to the boot that is under way. Only unit files
 * that were put back must be read again: the manager read the new ones before it started us. It reloads while it waits for us, and keeps its jobs; what had no file
 * then has none, and is queued.
 */
const bootService: Service = {
  state: async (unit) => unknownState(unit),
  reload: async () => {},
  job: async () => ({ result: 'deferred', downtimeMs: null }),
  resetFailed: async () => {},
  journalTail: async () => [],
}

/** Nobody waits for it: the boot waits for us. */
async function leftToBoot(unit: string, what: Parameters<Service['job']>[1]): ReturnType<Service['job']> {
  if (what !== 'stop') await startInBoot(theBus(), unit)
  return bootService.job(unit, what, new AbortController().signal)
}

/** A machine without systemd has no units; a plan made there names none, so nobody asks. */
const nobody: Service = {
  ...bootService,
  state: async (unit) => { throw failure('UNAVAILABLE', `there is no systemd here to ask about unit '${unit}'`) },
}

function unknownState(name: string): Awaited<ReturnType<Service['state']>> {
  return {
    name, loadState: 'loaded', activeState: 'inactive', subState: 'dead', result: 'success', invocationId: '', restarts: 0, mainPid: 0, mainStatus: 0,
    mainStartedUs: 0, activeEnteredUs: 0, activeLeftUs: 0, unitFileState: '', needDaemonReload: 'no', statusText: '', executable: null,
  }
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
