import type { ProbeTools } from '../drivers/probes/driver.ts'
import { askLoopback } from '../host/loopback-http.ts'
import { machine } from '../host/machine.ts'
import type { CommandRoom } from '../host/types.ts'
import { followJournal } from '../systemd/system-journal.ts'
import { watchUnit } from '../systemd/watch-unit.ts'
import { closedCommands } from './closed-commands.ts'
import { theScope } from './scope.ts'
import { commandsFor, theBus } from './service.ts'

/** What probes may use of this machine. The bus is opened by the first probe that asks for it. */
export async function probeTools(room?: CommandRoom): Promise<ProbeTools> {
  return {
    clock: machine.clock,
    alone: await closedCommands(room),
    beside: await commandsFor('loopback'),
    ask: askLoopback,
    watchUnit: (unit, signal) => watchUnit(theBus(), unit, signal),
    followJournal: (invocationId, signal) => followJournal(invocationId, signal, theScope().units),
  }
}
