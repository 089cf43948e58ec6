import { quoted } from '../../formats/printable.ts'
import type { Plan } from '../../upgrade/plan.ts'
import type { Answer, Gate } from '../../upgrade/ports.ts'

/** A place that an app manages. `by`: what says so, for people: a line of its file, or an upgrade of the past. */
export interface Claim { readonly app: string; readonly path: string; readonly by: () => Promise<string> }
/** `own`: what this app's settings name. `others`: what every other app of this host names, or has laid down. */
export interface ClaimTools { readonly own: () => Promise<readonly Claim[]>; readonly others: () => Promise<readonly Claim[]> }

/**
 * Whether another app manages a place that this one does. They take turns (`main/back/lock-places.ts`), but each calls the other's files somebody's edit, and the
 * next run of a timer puts its own back: no way back of either leads to where it should. Nobody who goes back is kept from it.
 */
export function claims({ own, others }: ClaimTools): Gate {
  return {
    async ask({ way, app, companions = [] }: Plan): Promise<Answer> {
      if (way === 'back') return { kind: 'yes' }
      const [named, foreign] = [await own(), await others()]
      const laid = companions.filter(({ path }) => !named.some((one) => one.path === path))
      const mine: readonly Claim[] = [...named, ...laid.map(({ path, name }) => ({ app, path, by: async () => `its release has it as ${quoted(name)}` }))]
      for (const one of mine) {
        const other = foreign.find(({ path }) => path === one.path)
        if (other !== undefined) return refused(one, other, await Promise.all([one.by(), other.by()]))
      }
      return { kind: 'yes' }
    },
  }
}

function refused({ app, path }: Claim, other: Claim, [by, otherBy]: readonly [string, string]): Answer {
  return {
    kind: 'no',
    reason: `${quoted(path)} is a place of two apps, '${app}' (${by}) and '${other.app}' (${otherBy}): each would undo what the other one did`,
    next: `leave it to one of them; or '--force' goes on, and is recorded`,
    overridable: 'yes',
  }
}
