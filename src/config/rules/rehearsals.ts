import { rehearsalTexts } from '../../upgrade/rehearsal-texts.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'
import { fileFault } from './named-files.ts'

/** What stands in braces in the commands of `[[rehearse]]`: found now, and not in the middle of the next upgrade. */
export function rehearsalMistakes({ rehearsal: { commands }, binaries }: Pick<Meaning, 'rehearsal' | 'binaries'>): readonly Mistake[] {
  const files = binaries.map(({ name }) => name)
  return commands.flatMap(({ command }, index) => command.argv.flatMap((word, at): readonly Mistake[] => {
    const says = fault(word, files)
    return says === null ? [] : [{ path: ['rehearse', index, 'command', at], says }]
  }))
}

function fault(word: string, files: readonly string[]): string | null {
  const unknown = rehearsalTexts.unknownPlaceholder(word)
  if (unknown !== null) return `there is no placeholder ${unknown}; there are {version}, {from}, {live}, {release}, {path:name} and {new:name}`
  return fileFault(word, files)
}
