import { bashCompletion } from '../completion/bash.ts'
import { fishCompletion } from '../completion/fish.ts'
import { zshCompletion } from '../completion/zsh.ts'
import { sayAnswer } from '../say.ts'
import { given, jsonOption, required, type Verb } from '../verb.ts'

const shells = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const
type Shell = keyof typeof shells

/** The package installs these already; this is for a copy of the executable. The table of verbs is handed in: it contains this one. */
export function completion(verbs: () => readonly Verb[]): Verb {
  return {
    name: 'completion',
    description: 'print the completion script of a shell',
    story: 'The package has installed these scripts already; this is for a copy of the executable alone.',
    arguments: [required('SHELL', 'bash, zsh or fish', Object.keys(shells))],
    options: [jsonOption],
    example: 'app-upgrade completion bash > /etc/bash_completion.d/app-upgrade',
    audience: 'people',
    run: async (call, world) => {
      const shell = (given(call, 'SHELL') ?? '') as Shell
      const script = shells[shell](verbs().filter((verb) => verb.audience === 'people'))
      sayAnswer(call, world, { shell, script }, () => script)
      return await Promise.resolve(0)
    },
  }
}
