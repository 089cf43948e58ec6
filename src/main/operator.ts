import { machine } from '../host/machine.ts'
import type { CommandResult, RunsCommands } from '../host/types.ts'
import { operatorCommands } from '../systemd/operator.ts'
import type { PlannedCommand } from '../upgrade/plan.ts'
import { asRun } from '../upgrade/planned-command.ts'
import type { Operator, UpgradeEvent } from '../upgrade/ports.ts'
import { bePatient } from './boot-patience.ts'
import { busFor, hasSystemd } from './service.ts'
import { theScope } from './scope.ts'

/** Of what a command says, so much is kept for the report. */
const outputBytesMax = 64 * 1024

/**
 * Runs an operator's commands for an app. Without systemd they are plain children of ours: nothing outlives us there that could be ended. At boot the manager
 * is asked on its own socket, because the bus waits for us; and the boot waits for as long as the command may take.
 */
export function operatorFor(app: string, when: 'now' | 'boot', tell: (event: UpgradeEvent) => void): Operator {
  return {
    run: async (command) => {
      const commands = await commandsOf(app, when)
      if (when === 'boot') await bePatient(command.timeoutMs, tell)
      return run(commands, command)
    },
    end: async () => (await commandsOf(app, when)).end(),
  }
}

async function commandsOf(app: string, when: 'now' | 'boot'): Promise<RunsCommands & { end(): Promise<void> }> {
  if ((await hasSystemd()) === 'no') return { ...machine.commands, end: async () => {} }
  return operatorCommands(busFor(when), `app-upgrade-data-${app}`, theScope().units)
}

function run(commands: RunsCommands, command: PlannedCommand): Promise<CommandResult> {
  return commands.run(asRun(command, outputBytesMax), new AbortController().signal)
}
