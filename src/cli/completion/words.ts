import type { Completes, Verb, VerbOption } from '../verb.ts'
import { firstWords, type FirstWord, wordsOf } from '../verb-groups.ts'

/** A text inside single quotes of a POSIX shell: descriptions have apostrophes. */
export function shellQuoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`
}

/** Options of every verb, `--help` included. */
export function optionsOf(verb: Verb): readonly VerbOption[] {
  return [...verb.options, { flag: '--help', value: null, description: 'print this help', completes: 'nothing' }]
}

/** Apps are files: listing them needs no run of the program, which would cost a pause at every TAB. */
export const appNames = 'for f in /etc/app-upgrade/*.toml "$HOME"/.config/app-upgrade/*.toml; do if [ -e "$f" ]; then basename "$f" .toml; fi; done'

/** The options that take a value, with what may stand there. */
export function valuedOptions(verb: Verb): readonly (readonly [flag: string, completes: Completes])[] {
  return verb.options.filter((option) => option.value !== null).map((option) => [option.flag, option.completes] as const)
}

/** First words that need a second one. */
export function groupsOf(verbs: readonly Verb[]): readonly FirstWord[] {
  return firstWords(verbs).filter(({ kind }) => kind === 'group')
}

/** `tree` of `publish tree`. */
export function secondWord(verb: Verb): string {
  return wordsOf(verb)[1] ?? ''
}
