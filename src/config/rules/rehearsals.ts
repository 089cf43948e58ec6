import { rehearsalTexts } from '../../upgrade/rehearsal-texts.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'
import { commandMistakes } from './command-words.ts'

/** What stands in braces in the commands of `[[rehearse]]`, `[[generate]]` and `[build_info]`. */
export function rehearsalMistakes({ rehearsal: { commands }, generate, buildInfo, binaries }: Pick<Meaning, 'rehearsal' | 'generate' | 'buildInfo' | 'binaries'>): readonly Mistake[] {
  return [
    ...commands.flatMap(({ command }, index) => commandMistakes(['rehearse', index, 'command'], command.argv, rehearsalTexts, binaries)),
    ...generate.flatMap(({ command }, index) => commandMistakes(['generate', index, 'command'], command.argv, rehearsalTexts, binaries)),
    ...(buildInfo?.ask == null ? [] : commandMistakes(['build_info', 'command'], buildInfo.ask.command.argv, rehearsalTexts, binaries)),
  ]
}
