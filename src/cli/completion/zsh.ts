import type { Completes, Verb, VerbArgument, VerbOption } from '../verb.ts'
import { firstWords, type FirstWord } from '../verb-groups.ts'
import { appNames, groupsOf, optionsOf, secondWord, shellQuoted } from './words.ts'

/** The completion script of zsh, for a directory of $fpath. */
export function zshCompletion(verbs: readonly Verb[]): string {
  return `#compdef app-upgrade
# zsh completion of app-upgrade(1), made from its verbs
_app_upgrade_apps() { compadd -- $(${appNames}) }
_app_upgrade() {
  local -a verbs=(
${firstWords(verbs).map(({ word, description }) => `    ${shellQuoted(`${word}:${description}`)}\n`).join('')}  )
  if (( CURRENT == 2 )); then
    _describe verb verbs
    compadd -- --help --version
    return
  fi
  local verb=$words[2]
  shift words
  (( CURRENT-- ))
  case $verb in
${groupsOf(verbs).map(groupCaseOf).join('')}  esac
  case $verb in
${verbs.map(caseOf).join('')}  esac
}
_app_upgrade "$@"
`
}

/** Behind the first word stands the second, and both together are the verb. */
function groupCaseOf({ word, verbs }: FirstWord): string {
  return `    ${word})
      if (( CURRENT == 2 )); then
        verbs=(${verbs.map((verb) => shellQuoted(`${secondWord(verb)}:${verb.description}`)).join(' ')})
        _describe verb verbs
        return
      fi
      verb="${word} $words[2]"
      shift words
      (( CURRENT-- )) ;;
`
}

function caseOf(verb: Verb): string {
  const specs = [...optionsOf(verb).map(optionSpec), ...verb.arguments.map(argumentSpec)]
  return `    ${shellQuoted(verb.name)}) _arguments ${specs.join(' ')} ;;\n`
}

function optionSpec(option: VerbOption): string {
  const value = option.value === null ? '' : `:${option.value}:${action(option.completes)}`
  return shellQuoted(`${option.flag}[${escaped(option.description)}]${value}`)
}

function argumentSpec(argument: VerbArgument, index: number): string {
  if (argument.presence === 'several') return shellQuoted(`*:${argument.name}:${action(argument.completes)}`)
  return shellQuoted(`${index + 1}${argument.presence === 'optional' ? '::' : ':'}${argument.name}:${action(argument.completes)}`)
}

function action(completes: Completes): string {
  if (typeof completes !== 'string') return `(${completes.join(' ')})`
  switch (completes) {
    case 'app': return '_app_upgrade_apps'
    case 'file': return '_files'
    case 'directory': return '_files -/'
    case 'nothing': return ' '
  }
}

/** Brackets and colons end a description in _arguments. */
function escaped(text: string): string {
  return text.replace(/[[\]:\\]/g, '\\$&')
}
