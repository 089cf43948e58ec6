import type { Command } from '../host/types.ts'
import type { Fillings, Placeholders } from './placeholders.ts'
import type { PlannedCommand } from './plan.ts'

/** With every word filled in. `account`: whom it runs as where the settings do not say. */
export function filledIn({ argv: [program, ...args], user, timeoutMs }: PlannedCommand, texts: Placeholders, plan: Fillings, account: string | null): PlannedCommand {
  return { argv: [texts.fillIn(program, plan), ...args.map((word) => texts.fillIn(word, plan))], user: user ?? account, timeoutMs }
}

/** As it is run: whoever runs it counts whole seconds. */
export function asRun({ argv, user, timeoutMs }: PlannedCommand, outputBytesMax: number): Command {
  return { argv, user, timeoutSeconds: Math.max(1, Math.ceil(timeoutMs / 1000)), outputBytesMax }
}
