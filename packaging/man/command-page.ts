import type { Verb, VerbOption } from '../../src/cli/verb.ts'
import { exitCodes } from './exit-codes.ts'
import { bold, type Edition, example, italic, item, paragraph, roff, section, subsection, title } from './roff.ts'

/** app-upgrade(1), from the table of verbs and the table of failures. */
export function commandPage(verbs: readonly Verb[], edition: Edition): string {
  const people = verbs.filter((verb) => verb.audience === 'people')
  return [
    title('app-upgrade', 1, edition),
    section('NAME', 'app\\-upgrade \\- upgrade a self\\-hosted daemon from a signed release\n'),
    section('SYNOPSIS', people.map((verb) => `${synopsis(verb)}\n.br\n`).join(''), `${bold('app-upgrade')} ${bold('--version')} | ${bold('--help')}\n`),
    section('DESCRIPTION', ...description.map(paragraph)),
    section('VERBS', ...people.map(verbSection)),
    section('EXIT STATUS', ...exitRows()),
    section('FILES', ...files.map(([path, text]) => item(italic(path), text))),
    section('ENVIRONMENT', item(bold('NO_COLOR'), 'When it is set and not empty, nothing is coloured. Neither is it in a pipe, nor where TERM is dumb.')),
    section('SEE ALSO', `${bold('app-upgrade.toml')}(5),\n${bold('app-upgrade@.service')}(8),\n${bold('journalctl')}(1),\n${bold('minisign')}(1)\n`),
  ].join('')
}

const description = [
  'app-upgrade fetches a release of a daemon, verifies its signature, makes it the live version in one step, restarts the daemon\'s units over D-Bus and judges the daemon while it runs. '
    + 'A version that is ill is rolled back, and the version before is judged again before anybody is told that it runs. Whatever dies meanwhile, one whole version runs afterwards.',
  'What an app is, where its releases come from and whom to trust stands in /etc/app-upgrade/<app>.toml; see app-upgrade.toml(5). '
    + 'An upgrade can also be started as a unit: systemctl start app-upgrade@v0.2.0; see app-upgrade@.service(8).',
  'With --user a verb is about the daemons of whoever types it, which that user\'s own service manager runs: settings in ~/.config/app-upgrade, files in the home, no root. '
    + 'The words are the same, before the verb or behind it.',
  'Every verb answers --help with an example, and --json with one JSON document on standard output (history: one document a line), failures included.',
] as const

const files = [
  ['/etc/app-upgrade/<app>.toml', 'One app. Drop-ins in <app>.toml.d/*.toml are read after it, in order.'],
  ['/etc/app-upgrade/<app>.toml.d/50-operator.toml', 'What pin, hold, channel and enable were told, with who, when and why.'],
  ['/etc/app-upgrade/<app>.pin', 'One version, written by configuration management: a pin whose word is the last.'],
  ['/etc/app-upgrade/all.toml.d/*.toml', 'What holds for every app of this host that does not say otherwise itself.'],
  ['/usr/lib/app-upgrade/<app>.toml', "A vendor's defaults, read before it."],
  ['/var/cache/app-upgrade/<app>/', 'Downloads and verified releases. It may be deleted at any time and costs only time.'],
  ['/var/lib/app-upgrade/<app>/', 'Journals, skipped versions and, for the in-place layout, staged releases. It is what recovery reads: do not delete it.'],
  ['~/.config/app-upgrade/<app>.toml', 'One app of a user\'s own, for --user; in its [layout] paths may begin with ~/. Its downloads lie in ~/.cache/app-upgrade/, its journals in ~/.local/state/app-upgrade/. The home is that of the account, whatever the environment says.'],
  ['/usr/lib/app-upgrade/user/<app>.toml', "A vendor's defaults for it."],
  ['/run/app-upgrade/<app>.lock', 'Held while a transaction runs: one for each app at a time.'],
] as const

function synopsis(verb: Verb): string {
  const words = verb.arguments.map(({ name, presence }) => (presence === 'optional' ? `[${italic(name)}]` : presence === 'several' ? `${italic(name)} ...` : italic(name)))
  return [bold('app-upgrade'), bold(verb.name), ...words, `[${italic('options')}]`].join(' ')
}

function verbSection(verb: Verb): string {
  return subsection(verb.name,
    `${synopsis(verb)}\n`,
    paragraph(`${capital(verb.description)}. ${verb.story}`),
    ...verb.arguments.map((argument) => item(italic(argument.name), `${capital(argument.description)}.`)),
    ...verb.options.map((option) => item(optionTerm(option), `${capital(option.description)}.`)),
    '.PP\nExample:\n', example(verb.example))
}

function optionTerm(option: VerbOption): string {
  if (option.value === null) return bold(option.flag)
  return `${bold(option.flag)} ${italic(option.value)}${option.repeats === 'yes' ? ' ...' : ''}`
}

function exitRows(): readonly string[] {
  return [
    item(bold('0'), 'Done, or nothing to do.'),
    ...exitCodes().map(({ exit, names, says, retry }) => item(`${bold(String(exit))} ${names.map(roff).join(', ')}`, `${capital(says)}.${retry === 'yes' ? ' Worth trying again.' : ''}`)),
    paragraph('30 and 31 are only given by check --exit-code. TAMPERED is refused like any other release that is not believed, but logged at priority crit.'),
  ]
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}
