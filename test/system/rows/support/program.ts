import { acmed, type DaemonWishes } from '../../upgrade/support/acmed.ts'

/** What a program says when it is called with one word, and how it ends then. */
export type Verbs = Readonly<Record<string, { readonly says: string; readonly exit?: number }>>

/** The small daemon (its first argument is its port) with the words of a real one. */
export function program(wishes: DaemonWishes, verbs: Verbs = {}): string {
  const words = Object.entries(verbs).map(([word, { says, exit = 0 }]) => `if (($ARGV[0] // '') eq '${word}') { print '${says}', "\\n"; exit ${exit} }\n`)
  return acmed(wishes).replace('use strict; use warnings;\n', (line) => `${line}${words.join('')}`)
}
