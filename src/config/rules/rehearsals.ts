import { quoted } from '../../formats/printable.ts'
import { rehearsalTexts } from '../../upgrade/rehearsal-texts.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'

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
  const missing = [...word.matchAll(/\{(?:path|new):([^{}]*)\}/g)].find(([, name = '']) => !files.includes(name))
  return missing === undefined ? null : `${missing[0]} names no managed file; there are ${files.map((one) => quoted(one, 80)).join(', ')}`
}
