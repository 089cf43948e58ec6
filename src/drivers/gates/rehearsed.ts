import { firstLines } from '../../formats/first-lines.ts'
import { quoted } from '../../formats/printable.ts'
import type { CommandResult, RunsCommands } from '../../host/types.ts'
import type { Plan, PlannedCommand } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'
import { rehearsedAs } from '../../upgrade/rehearsal-texts.ts'
import { gateOutputBytesMax, reasonCharactersMax, rehearsalLinesMax } from './limits.ts'

/** What the new files are asked, and the exit statuses that are a yes. */
export interface RehearsedCommand { readonly name: string; readonly command: PlannedCommand; readonly pass: readonly number[] }

/**
 * Asks the new binaries what only they know: whether they can live with the configuration that is here, for instance. Missing settings are the commonest
 * reason for a new version not to start. `account`: who may read it; null: an account of its own.
 */
export function rehearsed(questions: readonly RehearsedCommand[], commands: RunsCommands, account: string | null): Gate {
  return {
    async ask(plan, signal): Promise<Answer> {
      for (const question of questions) {
        const ran = await commands.run(rehearsedAs(question.command, plan, account, gateOutputBytesMax), signal)
        if (ran.status === null || !question.pass.includes(ran.status)) return refusal(plan, question.name, ran)
      }
      return { kind: 'yes' }
    },
  }
}

/** Not knowing is not a yes: what hangs, or cannot even be started, would do so as a daemon. */
function refusal({ to }: Plan, name: string, { status, output, trouble }: CommandResult): Answer {
  const [who, words] = [`the rehearsal ${quoted(name, reasonCharactersMax)} of version ${to.version}`, firstLines(output, { linesMax: rehearsalLinesMax, charactersMax: reasonCharactersMax })]
  const how = status === null ? `gave no answer: ${trouble ?? 'it was killed'}${words === '' ? '' : `; it said: ${words}`}` : `says no (exit status ${status})${words === '' ? '' : `: ${words}`}`
  const next = status === null ? 'run it by hand, as the same user, and see what is wrong' : 'do what it says, then upgrade'
  return { kind: 'no', reason: `${who} ${how}`, next: `${next}; '--force' goes on without this rehearsal`, overridable: 'yes' }
}

