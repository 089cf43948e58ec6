import { defaultKinds } from '../../src/config/limits.ts'
import { builtInGatesSection } from './built-in-gates.ts'
import type { Key } from './keys.ts'
import { bold, type Edition, example, italic, item, paragraph, roff, section, subsection, title, wrapped } from './roff.ts'
import type { Kind, Section } from './sections.ts'
import { tellingSection } from './telling.ts'

/** app-upgrade.toml(5), from the schemas that check the file, with a whole file as its example. */
export function settingsPage(sections: readonly Section[], exampleFile: string, edition: Edition): string {
  return [
    title('app-upgrade.toml', 5, edition),
    section('NAME', 'app\\-upgrade.toml \\- what an app is, where its releases come from, whom to trust\n'),
    section('SYNOPSIS', `${italic('/etc/app-upgrade/<app>.toml')}\n.br\n${italic('/etc/app-upgrade/<app>.toml.d/*.toml')}\n.br\n${italic('/etc/app-upgrade/<app>.pin')}\n.br\n${italic('/etc/app-upgrade/all.toml.d/*.toml')}\n.br\n${italic('/usr/lib/app-upgrade/<app>.toml')}\n.br\n${italic('~/.config/app-upgrade/<app>.toml')}\n`),
    section('DESCRIPTION', ...description.map(paragraph)),
    section('SECTIONS', ...sections.map(sectionText)),
    builtInGatesSection(),
    section('SECRETS', ...secrets.map(paragraph), example(makeSecret)),
    tellingSection(),
    section('EXAMPLES', paragraph('The smallest useful file; all else has a default that is safe:'), example(smallest), paragraph('A whole one:'), example(exampleFile)),
    section('SEE ALSO', `${bold('app-upgrade')}(1),\n${bold('app-upgrade@.service')}(8),\n${bold('minisign')}(1)\n`),
  ].join('')
}

const description = [
  'One file describes one app; its name is the app\'s name. It is TOML. A vendor\'s file is read first, then what all.toml.d says of every app of this host, then the administrator\'s file of the app, then its drop-ins in the order of their names; a later table adds to an earlier one, '
    + 'a later value or list replaces an earlier one. No app can be called all. Files that others than root can write are refused.',
  'What the verbs pin, unpin, hold, unhold, channel and enable are told stands in the drop-in 50-operator.toml: visible, diffable, removable, and free to be edited.',
  'Configuration management can pin an app with a file of its own, <app>.pin, which is read last: one line with a version. Lines that begin with # are comments, and the first of them is the reason. An empty file pins nothing.',
  'A file is checked as a whole before anything else happens. Unknown keys are errors, and every message names the file, the line and the key. To check it without upgrading anything: app-upgrade doctor.',
  'Times and sizes are text with their unit: "30s", "10min", "256MiB". A section in double brackets may be given several times.',
] as const

const secrets = [
  'Passwords and tokens never stand in this file, which everybody may read. Where a key asks for the name of a secret, the secret itself is the content of /etc/app-upgrade/credentials/<name>, '
    + "a file of root's alone; a line feed at its end does not count. A name is made of a-z, 0-9, _, - and a point. systemd hands them to the acquiring half, which cannot read the directory itself.",
  'From standard input, so that the shell remembers nothing:',
] as const

const makeSecret = 'install -m 600 /dev/stdin /etc/app-upgrade/credentials/github\n'

const smallest = `[source]
url = "https://releases.example.org/acme/{tag}/acme-{tag}-linux-{arch}.tar.gz"

[[trust]]
keys = ["RWQ..."]
`

function sectionText({ heading, says, keys, kinds }: Section): string {
  return subsection(heading, paragraph(says), ...keys.map(keyItem), ...kinds.flatMap((kind) => [kindHeading(heading, kind), ...kind.keys.map(keyItem)]))
}

function kindHeading(heading: string, { kind, says }: Kind): string {
  const usual = defaultKinds[heading.replaceAll(/[[\]]/g, '')] === kind ? ' (the default)' : ''
  return `.PP\n${bold('kind')} = ${italic(JSON.stringify(kind))}${usual}:\n${wrapped(roff(says))}.\n`
}

function keyItem(key: Key): string {
  return item(`${bold(key.name)} = ${italic(key.type)}`, `${capital(key.description ?? '')}.${defaultText(key)}`)
}

function defaultText(key: Key): string {
  if (key.presence === 'required') return ' Must be given.'
  return key.default === null ? '' : ` Default: ${key.default}.`
}

function capital(text: string): string {
  // `http://…` is written as it is written.
  return /^\w*:/.test(text) ? text : text.slice(0, 1).toUpperCase() + text.slice(1)
}
