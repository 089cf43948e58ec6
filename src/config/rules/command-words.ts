import type { Placeholders } from '../../upgrade/placeholders.ts'
import type { KeyPath, Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'
import { fileFault } from './named-files.ts'

/** Words in braces that nobody will fill in, in a command of the app's file: found now, and not in the middle of the next upgrade. */
export function commandMistakes(path: KeyPath, argv: readonly string[], texts: Placeholders, binaries: Meaning['binaries']): readonly Mistake[] {
  const files = binaries.map(({ name }) => name)
  return argv.flatMap((word, at): readonly Mistake[] => {
    const says = fault(word, files, texts)
    return says === null ? [] : [{ path: [...path, at], says }]
  })
}

function fault(word: string, files: readonly string[], { understood, unknownPlaceholder }: Placeholders): string | null {
  const unknown = unknownPlaceholder(word)
  return unknown === null ? fileFault(word, files) : `there is no placeholder ${unknown}; there are ${understood.slice(0, -1).join(', ')} and ${understood.at(-1) ?? ''}`
}
