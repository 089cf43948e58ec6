import type { Completes, Verb } from '../verb.ts'
import { firstWords, type FirstWord } from '../verb-groups.ts'
import { appNames, groupsOf, optionsOf, secondWord, valuedOptions } from './words.ts'

/** The completion script of bash. Static: everything but the names of the apps is known when it is written. */
export function bashCompletion(verbs: readonly Verb[]): string {
  return `# bash completion of app-upgrade(1), made from its verbs
_app_upgrade_apps() { ${appNames}; }
_app_upgrade() {
  local word=\${COMP_WORDS[COMP_CWORD]} before=\${COMP_WORDS[COMP_CWORD-1]} verb=\${COMP_WORDS[1]}
  COMPREPLY=()
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=($(compgen -W '${[...firstWords(verbs).map(({ word }) => word), '--help', '--version'].join(' ')}' -- "$word"))
    return
  fi
  case $verb in
${groupsOf(verbs).map(groupCaseOf).join('')}  esac
  case $verb in
${verbs.map(caseOf).join('')}  esac
}
complete -F _app_upgrade app-upgrade
`
}

/** Behind the first word stands the second, and both together are the verb. */
function groupCaseOf({ word, verbs }: FirstWord): string {
  return `  ${word})
    if [ "$COMP_CWORD" -eq 2 ]; then
      COMPREPLY=($(compgen -W '${[...verbs.map(secondWord), '--help'].join(' ')}' -- "$word"))
      return
    fi
    verb="${word} \${COMP_WORDS[2]}" ;;
`
}

function caseOf(verb: Verb): string {
  const values = valuedOptions(verb).map(([flag, completes]) => `      ${flag}) ${offer(completes)}; return ;;\n`).join('')
  const options = optionsOf(verb).map((option) => option.flag).join(' ')
  const first = verb.arguments[0]?.completes ?? 'nothing'
  return `  '${verb.name}')
    case $before in
${values}    esac
    case $word in
      -*) COMPREPLY=($(compgen -W '${options}' -- "$word")); return ;;
    esac
    ${offer(first)} ;;
`
}

function offer(completes: Completes): string {
  if (typeof completes !== 'string') return `COMPREPLY=($(compgen -W '${completes.join(' ')}' -- "$word"))`
  switch (completes) {
    case 'app': return 'COMPREPLY=($(compgen -W "$(_app_upgrade_apps)" -- "$word"))'
    case 'file': return 'compopt -o filenames; COMPREPLY=($(compgen -f -- "$word"))'
    case 'directory': return 'compopt -o filenames; COMPREPLY=($(compgen -d -- "$word"))'
    case 'nothing': return ':'
  }
}
