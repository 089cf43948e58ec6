import type { Completes, Verb, VerbOption } from '../verb.ts'
import { firstWords, type FirstWord, wordsOf } from '../verb-groups.ts'
import { optionsOf, secondWord } from './words.ts'

/** The completion script of fish. */
export function fishCompletion(verbs: readonly Verb[]): string {
  return `# fish completion of app-upgrade(1), made from its verbs
function __app_upgrade_apps
  for file in /etc/app-upgrade/*.toml $HOME/.config/app-upgrade/*.toml
    basename $file .toml
  end
end
complete -c app-upgrade -f
complete -c app-upgrade -n __fish_use_subcommand -l help -d 'print this help'
complete -c app-upgrade -n __fish_use_subcommand -l version -d 'print the version'
${firstWords(verbs).map(wordLines).join('')}`
}

/** A first word, then whatever may stand behind it. */
function wordLines({ word, kind, description, verbs }: FirstWord): string {
  const second = `-n '__fish_seen_subcommand_from ${word}; and not __fish_seen_subcommand_from ${verbs.map(secondWord).join(' ')}'`
  return [
    `complete -c app-upgrade -n __fish_use_subcommand -a ${word} -d ${quoted(description)}`,
    ...(kind === 'group' ? verbs.map((verb) => `complete -c app-upgrade ${second} -a ${secondWord(verb)} -d ${quoted(verb.description)}`) : []),
    ...verbs.map(linesOf),
  ].join('\n')
}

function linesOf(verb: Verb): string {
  const seen = `-n '${wordsOf(verb).map((word) => `__fish_seen_subcommand_from ${word}`).join('; and ')}'`
  const first = verb.arguments[0]?.completes ?? 'nothing'
  return [
    ...optionsOf(verb).map((option) => `complete -c app-upgrade ${seen} ${optionWords(option)}`),
    ...(first === 'nothing' ? [] : [`complete -c app-upgrade ${seen} ${offer(first)}`]),
    '',
  ].join('\n')
}

function optionWords(option: VerbOption): string {
  const value = option.value === null ? '' : ` -r ${offer(option.completes)}`.trimEnd()
  return `-l ${option.flag.slice(2)}${value} -d ${quoted(option.description)}`
}

function offer(completes: Completes): string {
  if (typeof completes !== 'string') return `-a '${completes.join(' ')}'`
  switch (completes) {
    case 'app': return "-a '(__app_upgrade_apps)'"
    case 'file': return '-F'
    case 'directory': return "-a '(__fish_complete_directories)'"
    case 'nothing': return ''
  }
}

/** fish knows only \\' and \\\\ inside single quotes. */
function quoted(text: string): string {
  return `'${text.replace(/['\\]/g, '\\$&')}'`
}
