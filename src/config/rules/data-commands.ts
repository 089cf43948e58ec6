import { quoted } from '../../formats/printable.ts'
import { dataTexts } from '../../upgrade/planned-data.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'

/** What stands in braces in the commands of `[data]`: found now, and not at night between a snapshot and its way back. */
export function dataCommandMistakes({ data, binaries }: Pick<Meaning, 'data' | 'binaries'>): readonly Mistake[] {
  if (data === null) return []
  const commands = [['check', data.check], ...(data.snapshot === null ? [] : [['snapshot', data.snapshot.take], ['restore', data.snapshot.restore]] as const)] as const
  return commands.flatMap(([key, { argv }]) => argv.flatMap((word, index): readonly Mistake[] => {
    const says = fault(word, binaries.map(({ name }) => name))
    return says === null ? [] : [{ path: ['data', key, index], says }]
  }))
}

function fault(word: string, files: readonly string[]): string | null {
  const unknown = dataTexts.unknownPlaceholder(word)
  if (unknown !== null) return `there is no placeholder ${unknown}; there are {version}, {from}, {transaction}, {live}, {path:name} and {new:name}`
  const [, name] = /\{(?:path|new):([^{}]*)\}/.exec(word) ?? []
  return name === undefined || files.includes(name) ? null : `${quoted(name, 80)} is none of the files under [layout]; there are ${files.map((one) => quoted(one, 80)).join(', ')}`
}
