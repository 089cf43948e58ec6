import { machine } from '../host/machine.ts'
import type { CommandResult, RunsCommands } from '../host/types.ts'
import { operatorCommands } from '../systemd/operator.ts'
import type { PlannedCommand } from '../upgrade/plan.ts'
import type { Operator } from '../upgrade/ports.ts'
import { askManagerAlone, hasSystemd, theBus } from './service.ts'
import { theScope } from './scope.ts'

/** Of what a command says, so much is kept for the report. */
const outputBytesMax = 64 * 1024

/**
 * Runs an operator's commands for an app. Without systemd they are plain children of ours: nothing outlives us there that could be ended. At boot the manager
 * is asked on its own socket, because the bus waits for us.
 */
export function operatorFor(app: string, when: 'now' | 'boot'): Operator {
  return {
    run: async (command) => run(await commandsOf(app, when), command),
    end: async () => (await commandsOf(app, when)).end(),
  }
}

async function commandsOf(app: string, when: 'now' | 'boot'): Promise<RunsCommands & { end(): Promise<void> }> {
  if ((await hasSystemd()) === 'no') return { ...machine.commands, end: async () => {} }
  if (when === 'boot') askManagerAlone()
  return operatorCommands(theBus(), `app-upgrade-data-${app}`, theScope().units)
}

function run(commands: RunsCommands, { argv, user, timeoutMs }: PlannedCommand): Promise<CommandResult> {
  return commands.run({ argv, user, timeoutSeconds: Math.max(1, Math.ceil(timeoutMs / 1000)), outputBytesMax }, new AbortController().signal)
}
