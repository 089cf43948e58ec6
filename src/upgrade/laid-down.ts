import { isFileOf } from '../formats/unit-path.ts'
import type { Plan } from './plan.ts'
import type { Live, LiveFile } from './ports.ts'

/** One path that a plan changes: what should lie there before, and after. */
export interface LaidDown { readonly name: string; readonly path: string; readonly keptSha256: string | null; readonly newSha256: string | null }
/** The same, and what was found there. */
export interface FoundThere extends LaidDown { readonly found: LiveFile }

/** The programs, each with what was found; one that nobody looked at is none of the plan's. */
export function filesFound(plan: Plan, live: Live): readonly FoundThere[] {
  return paired(plan.files.map(({ publicPath, ...file }) => ({ ...file, path: publicPath })), live.files)
}

/** What travels with them. */
export function companionsFound(plan: Plan, live: Live): readonly FoundThere[] {
  return paired(plan.companions ?? [], live.companions ?? [])
}

/** Whether the service manager reads what the plan changes beside the programs, and has to be told. */
export function movesUnitFiles({ companions = [] }: Pick<Plan, 'companions'>): boolean {
  return companions.some(({ isUnitFile }) => isUnitFile === 'yes')
}

/** The unit's own file is among what the release brings: before the swap nobody can know it. */
export function arrivesWith({ companions = [] }: Plan, unit: string): boolean {
  return companions.some(({ path, isUnitFile, keptSha256 }) => isUnitFile === 'yes' && keptSha256 === null && isFileOf(path, unit))
}

function paired(planned: readonly LaidDown[], live: readonly LiveFile[]): readonly FoundThere[] {
  return planned.flatMap(({ name, path, keptSha256, newSha256 }) => {
    const found = live.find(({ publicPath }) => publicPath === path)
    return found === undefined ? [] : [{ name, path, keptSha256, newSha256, found }]
  })
}
