import type { Command } from '../host/types.ts'
import { placeholders, type Fillings } from './placeholders.ts'
import { asRun, filledIn } from './planned-command.ts'
import type { PlannedCommand } from './plan.ts'

/** What the commands of `[[rehearse]]`, `[[generate]]` and `[build_info]` understand: they are asked of files that are ready, and not yet live. */
export const rehearsalTexts = placeholders(['version', 'from', 'live', 'release', 'path', 'new'])

/** One of them, as it is run. `account`: whom it runs as where the settings do not say; null: an account of its own. */
export function rehearsedAs(command: PlannedCommand, plan: Fillings, account: string | null, outputBytesMax: number): Command {
  return asRun(filledIn(command, rehearsalTexts, plan, account), outputBytesMax)
}
