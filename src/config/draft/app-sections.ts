import { quoted } from '../../formats/printable.ts'
import type { Candidate } from '../../release/recognise/archives.ts'
import type { UsualPlaces } from '../../upgrade/places.ts'
import { type DraftSection, type DraftValue, set, suggested } from './draft-text.ts'

/** What a new file says of the app itself. */
export interface AppDraft {
  readonly app: string
  /** Where the file belongs. */
  readonly path: string
  /** What was looked at, without secrets. */
  readonly address: string
  readonly release: string
  /** The `[source]` table but for `artifact`. */
  readonly source: Readonly<Record<string, DraftValue>>
  /** Null: the source itself knows which file is for this machine. Empty: none was found, and this is why. */
  readonly archive: { readonly candidates: readonly Candidate[]; readonly names: readonly string[] } | null
  readonly contents: Contents
  /** Name in the release → public path. */
  readonly files: Readonly<Record<string, string>>
  readonly units: readonly string[]
  /** What the unit starts on this host already; null: no such unit, or nobody knows. */
  readonly here: string | null
  readonly usual: UsualPlaces
}

/** How much is known of what is in the archive. */
export interface Contents { readonly kind: 'guessed' | 'listed' | 'single' }

const namesShownMax = 20

export function headSection({ app, path, address, release }: AppDraft): DraftSection {
  return {
    heading: null, state: 'set', keys: [],
    says: [
      `${path}: begun by 'app-upgrade init' after a look at release ${release} of ${address}`,
      'What names, lists and certificates say was read there and proven by nobody. Compare it, fill the holes, and then:',
      `    app-upgrade doctor ${app}`,
      'Every key is described in app-upgrade.toml(5).',
    ],
  }
}

export function sourceSection({ source, archive }: AppDraft): DraftSection {
  const keys = Object.entries(source).map(([name, value]) => set(name, value))
  if (archive === null) return { heading: '[source]', state: 'set', says: [], keys }
  const [chosen, ...others] = archive.candidates
  return {
    heading: '[source]', state: 'set',
    says: chosen === undefined ? noneSays(archive.names) : chosenSays(chosen, others),
    keys: [...keys, set('artifact', chosen?.template ?? ''), ...others.slice(0, namesShownMax).map(({ template }) => suggested('artifact', template)).filter((key, index, all) => key.value !== chosen?.template && all.findIndex(({ value }) => value === key.value) === index)],
  }
}

export function layoutSection({ contents, files, units, here, app, usual }: AppDraft): DraftSection {
  return { heading: '[layout]', state: 'set', keys: [set('kind', 'links'), set('files', files)], says: [contentsSays[contents.kind], ...(here === null ? [] : [`On this host ${units[0] ?? app} starts ${quoted(here)} today.`]), `Each public path becomes a link into ${usual.homes}/${app}; what lies there now is the first version to return to.`] }
}

export function unitSections({ units, contents, app }: AppDraft): readonly DraftSection[] {
  const says = contents.kind === 'listed' && units.length > 0 && units[0] !== `${app}.service` ? ['The archive holds a unit file of this name.'] : ["What is restarted, and watched. If the unit is called otherwise, say so here: 'systemctl list-units --type=service' lists them."]
  return (units.length > 0 ? units : [`${app}.service`]).map((name, index) => ({ heading: '[[unit]]', state: 'set', says: index === 0 ? says : [], keys: [set('name', name)] }))
}

/** What makes a verdict better than "it runs", for a person to choose. */
export function probeSections({ files }: AppDraft): readonly DraftSection[] {
  const name = Object.keys(files)[0] ?? ''
  return [
    { heading: '[[probe]]', state: 'suggested', says: ['Beside the unit itself, which is always watched: the program must say the version that it was upgraded to …'], keys: [set('kind', 'version'), set('command', [`{live}/${name}`, '--version'])] },
    { heading: '[[probe]]', state: 'suggested', says: ['… and has to serve, not only to run.'], keys: [set('kind', 'http'), set('url', 'http://127.0.0.1:8080/health')] },
  ]
}

const contentsSays: Readonly<Record<Contents['kind'], string>> = {
  guessed: 'Guessed by the name of the app: nobody has looked into the archive. Name in the archive (without its top directory) = public path.',
  listed: 'The programs in the archive, as its members are called there (without its top directory) = public path. Nothing of it was verified or run.',
  single: 'The release is one program: its name here = public path.',
}

function chosenSays(chosen: Candidate, others: readonly Candidate[]): readonly string[] {
  return [
    ...(chosen.processor === 'assumed' ? [`${quoted(chosen.name)} does not say for which processor it is: check that it is this machine's.`] : []),
    ...(others.length > 0 ? [`In this release it is ${quoted(chosen.name)}; the commented lines would also fit this machine.`] : []),
  ]
}

function noneSays(names: readonly string[]): readonly string[] {
  return [
    "None of the release's files seems to be a program for this machine. Give the name of the right one, with {tag} (v1.2.3 or 1.2.3), {version}, {arch} and {os}. There are:",
    ...names.slice(0, namesShownMax).map((name) => `    ${name}`),
    ...(names.length > namesShownMax ? [`    and ${names.length - namesShownMax} more`] : []),
  ]
}
