import { dataTexts } from '../../upgrade/planned-data.ts'
import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'
import { commandMistakes } from './command-words.ts'

/** What stands in braces in the commands of `[data]`: found now, and not at night between a snapshot and its way back. */
export function dataCommandMistakes({ data, binaries }: Pick<Meaning, 'data' | 'binaries'>): readonly Mistake[] {
  if (data === null) return []
  const commands = [['check', data.check], ...(data.snapshot === null ? [] : [['snapshot', data.snapshot.take], ['restore', data.snapshot.restore]] as const)] as const
  return commands.flatMap(([key, { argv }]) => commandMistakes(['data', key], argv, dataTexts, binaries))
}
