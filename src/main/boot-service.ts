import type { Bus } from '../systemd/bus.ts'
import { reloadManager } from '../systemd/reload.ts'
import { startInBoot } from '../systemd/start-in-boot.ts'
import type { Service } from '../upgrade/ports.ts'

/** Of a manager that nobody asks. */
export const restfulService: Service = {
  state: async (unit) => unknownState(unit),
  reload: async () => {},
  job: async () => ({ result: 'deferred', downtimeMs: null }),
  resetFailed: async () => {},
  journalTail: async () => [],
}

/**
 * At boot there may be no bus yet, and the manager's own socket is enough: files are settled, restarts are left to the boot that is under way. Only unit files
 * that were put back must be read again: the manager read the new ones before it started us. It reloads while it waits for us, and keeps its jobs; what had no
 * file then has none, and is queued.
 */
export function bootService(bus: Bus): Service {
  return {
    ...restfulService,
    reload: () => reloadManager(bus),
    // Nobody waits for it: the boot waits for us.
    async job(unit, what, signal) {
      if (what !== 'stop') await startInBoot(bus, unit)
      return restfulService.job(unit, what, signal)
    },
  }
}

function unknownState(name: string): Awaited<ReturnType<Service['state']>> {
  return {
    name, loadState: 'loaded', activeState: 'inactive', subState: 'dead', result: 'success', invocationId: '', restarts: 0, mainPid: 0, mainStatus: 0,
    mainStartedUs: 0, activeEnteredUs: 0, activeLeftUs: 0, unitFileState: '', needDaemonReload: 'no', statusText: '', executable: null,
  }
}
