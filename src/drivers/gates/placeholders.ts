import { posix } from 'node:path'
import { failure } from '../../errors.ts'
import { quoted } from '../../formats/printable.ts'
import type { Plan } from '../../upgrade/plan.ts'

const any = /\{([a-z]+(?::[^{}]*)?)\}/g

/** As much of a plan as a gate's command may be told. */
export type Fillings = Pick<Plan, 'files' | 'from' | 'to'>

/** The first that nobody will fill in, or null. Other braces are left alone: JSON and programs use them, too. */
export function unknownPlaceholder(text: string): string | null {
  for (const [whole, word = ''] of text.matchAll(any)) if (!['live', 'version', 'from'].includes(word) && !word.startsWith('path:') && !word.startsWith('new:')) return whole
  return null
}

/** `{from}` is empty before the first upgrade: nothing is live that had a version. CONFIG for a file that is not managed. */
export function fillIn(text: string, plan: Fillings): string {
  return text.replaceAll(any, (whole, word: string) => {
    if (word === 'live') return posix.dirname(plan.files[0].publicPath)
    if (word === 'version') return plan.to.version
    if (word === 'from') return plan.from?.version ?? ''
    if (word.startsWith('path:')) return fileOf(word.slice('path:'.length), word, plan).publicPath
    return word.startsWith('new:') ? fileOf(word.slice('new:'.length), word, plan).newPath : whole
  })
}

function fileOf(name: string, word: string, { files }: Fillings): Fillings['files'][number] {
  const file = files.find((one) => one.name === name)
  if (file !== undefined) return file
  throw failure('CONFIG', `{${word}} names no managed file`, { next: `There are ${files.map((one) => quoted(one.name)).join(', ')}.` })
}
