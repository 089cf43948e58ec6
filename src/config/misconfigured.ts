import { failure } from '../errors.ts'
import type { Inputs, Place } from './inputs.ts'
import { mistakesShownMax } from './limits.ts'
import { keyText, type Mistake } from './mistake.ts'

interface Placed { readonly place: Place; readonly mistake: Mistake }

/** One failure for all mistakes, each as `file:line: key: what is wrong`, in the order in which a person meets them in the files. */
export async function misconfigured(app: string, mistakes: readonly Mistake[], place: Inputs['place']): Promise<Error> {
  const placed = await Promise.all(mistakes.map(async (mistake): Promise<Placed> => ({ place: await place(mistake.path), mistake })))
  const lines = placed.toSorted(asRead).slice(0, mistakesShownMax).map(lineOf)
  const next = `correct ${mistakes.length === 1 ? 'it' : 'them'}, then 'app-upgrade doctor ${app}' checks again`
  const [first = ''] = lines
  if (mistakes.length === 1) return failure('CONFIG', first, { next })
  const more = mistakes.length - lines.length
  const all = more > 0 ? [...lines, `and ${more} more`] : lines
  return failure('CONFIG', [`the settings of '${app}' have ${mistakes.length} mistakes`, ...all.map((line) => `  ${line}`)].join('\n'), { next })
}

function asRead(left: Placed, right: Placed): number {
  return left.place.order - right.place.order || (left.place.line ?? 0) - (right.place.line ?? 0)
}

function lineOf({ place, mistake }: Placed): string {
  return `${place.file}${place.line === null ? '' : `:${place.line}`}: ${keyText(mistake.path)}: ${mistake.says}`
}
