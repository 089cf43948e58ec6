import type { CommandResult, RunsCommands } from '../../host/types.ts'
import { invariant } from '../../errors.ts'
import { outputBytesMax } from './limits.ts'
import type { Fillings } from '../../upgrade/placeholders.ts'
import { asRun } from '../../upgrade/planned-command.ts'
import { fillIn } from './placeholders.ts'

export interface Asked { readonly command: readonly string[]; readonly user: string | undefined; readonly timeoutMs: number }
export interface Ran extends CommandResult {
  /** The program, for people. */
  readonly shown: string
}

/** Runs a probe's command with its placeholders filled in. */
export async function runCommand(commands: RunsCommands, asked: Asked, plan: Fillings, signal: AbortSignal): Promise<Ran> {
  const [program, ...args] = asked.command.map((argument) => fillIn(argument, plan))
  invariant(program !== undefined, 'a command without a program')
  const result = await commands.run(asRun({ argv: [program, ...args], user: asked.user ?? null, timeoutMs: asked.timeoutMs }, outputBytesMax), signal)
  return { ...result, shown: program }
}
