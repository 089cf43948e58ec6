import type { Mistake } from '../mistake.ts'
import type { Meaning } from '../read-settings.ts'
import { companionMistakes } from './companions.ts'
import { dataCommandMistakes } from './data-commands.ts'
import { namedFileMistakes } from './named-files.ts'
import { pathMistakes } from './paths.ts'
import { pinMistakes } from './pins.ts'
import { rehearsalMistakes } from './rehearsals.ts'
import { thresholdMistakes } from './thresholds.ts'
import { timeMistakes } from './times.ts'
import { unitMistakes } from './unit-names.ts'

/** Mistakes of meaning, looked for once the shape is right: they compare values with each other. */
export function senseless(settings: Meaning): readonly Mistake[] {
  return [...pathMistakes(settings), ...companionMistakes(settings), ...unitMistakes(settings), ...dataCommandMistakes(settings), ...rehearsalMistakes(settings), ...namedFileMistakes(settings), ...timeMistakes(settings), ...thresholdMistakes(settings), ...pinMistakes(settings)]
}
