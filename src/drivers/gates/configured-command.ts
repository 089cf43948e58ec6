import { invariant } from '../../errors.ts'
import { parseDuration } from '../../formats/duration.ts'
import type { Command } from '../../host/types.ts'
import { asRun } from '../../upgrade/planned-command.ts'
import type { Plan } from '../../upgrade/plan.ts'
import { fillIn } from './placeholders.ts'

/** As the keys of a gate say it. */
export interface ConfiguredCommand { readonly command: readonly string[]; readonly user?: string | undefined; readonly timeout: string }

/** What is run, with its placeholders filled in. */
export function commandOf({ command, user, timeout }: ConfiguredCommand, plan: Plan, outputBytesMax: number): Command {
  const [program, ...args] = command.map((argument) => fillIn(argument, plan))
  invariant(program !== undefined, 'a command without a program')
  return asRun({ argv: [program, ...args], user: user ?? null, timeoutMs: parseDuration(timeout) }, outputBytesMax)
}
