import { invariant } from '../errors.ts'
import type { Verb } from './verb.ts'

/** Verbs of two words share the first; this is what it is about. One line, lower case, no full stop. */
const descriptions: Readonly<Record<string, string>> = {
  publish: 'make releases that others can verify',
}

/** What may stand directly behind the program's name. */
export interface FirstWord {
  readonly word: string
  readonly kind: 'verb' | 'group'
  readonly description: string
  /** One, or all of the group, in their order. */
  readonly verbs: readonly Verb[]
}

/** `['publish', 'tree']`. */
export function wordsOf(verb: Verb): readonly string[] {
  return verb.name.split(' ')
}

/** Each first word once, where its first verb stands. */
export function firstWords(verbs: readonly Verb[]): readonly FirstWord[] {
  const words = new Set(verbs.map((verb) => wordsOf(verb)[0] ?? ''))
  return [...words].map((word) => {
    const members = verbs.filter((verb) => wordsOf(verb)[0] === word)
    const [only] = members
    if (only?.name === word) return { word, kind: 'verb', description: only.description, verbs: members }
    const description = descriptions[word]
    invariant(description !== undefined, `the group '${word}' has a description`)
    return { word, kind: 'group', description, verbs: members }
  })
}
