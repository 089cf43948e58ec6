import { failure } from '../errors.ts'
import { printable, quoted } from '../formats/printable.ts'
import { artifactNameBytesMax, templateCharactersMax } from './limits.ts'
import { readVersion, type Version } from './version.ts'
import { architectureSpellings } from './words.ts'

/** A processor, as we (and Go) spell it. */
export type Architecture = keyof typeof architectureSpellings
export const architectures = Object.keys(architectureSpellings) as readonly Architecture[]

/** What a template's placeholders stand for. */
export interface Filling { readonly version: Version; readonly architecture: Architecture }
/** What a name says; null where the template has no such placeholder. */
export interface Matched { readonly tag: string | null; readonly version: Version | null; readonly architecture: Architecture | null }

/** `x86_64`, `x64` and `amd64` are one thing; null for a processor we do not know. Compared without case. */
export function architectureOf(spelling: string): Architecture | null {
  const wanted = spelling.toLowerCase()
  return architectures.find((known) => spellingsOf(known).includes(wanted)) ?? null
}

/**
 * The names that `jaco-{tag}-linux-{arch}.tar.gz` may stand for, likeliest first: `{tag}` with and without `v`, `{arch}` in
 * every spelling, `{version}` never with `v`, `{os}` always `linux`. CONFIG for a placeholder that does not exist.
 */
export function expandTemplate(template: string, { version, architecture }: Filling): readonly string[] {
  checkTemplate(template)
  const names = [`v${version}`, version].flatMap((tag) =>
    spellingsOf(architecture).map((arch) => fill(template, { tag, version, arch, os: 'linux' })))
  return [...new Set(names)]
}

/** Reads a name by its template; null when it does not fit, names no real version, or another processor than we know. */
export function matchTemplate(template: string, name: string): Matched | null {
  checkTemplate(template)
  if (name.length > artifactNameBytesMax) return null
  const found = patternOf(template).exec(name)
  if (found === null) return null
  const { tag, version, arch } = found.groups ?? {}
  const spelled = tag ?? version
  const read = spelled === undefined ? null : readVersion(spelled)
  const contradicts = tag !== undefined && version !== undefined && readVersion(version) !== read
  const architecture = arch === undefined ? null : architectureOf(arch)
  if ((spelled !== undefined && read === null) || contradicts || (arch !== undefined && architecture === null)) return null
  return { tag: tag ?? null, version: read, architecture }
}

/** CONFIG when the template has an unknown placeholder, a stray brace, a slash, or is too long. */
export function checkTemplate(template: string): void {
  const plain = fill(template, { tag: '', version: '', arch: '', os: '' })
  const wrong = template.length > templateCharactersMax ? 'it is too long'
    : /[{}]/.test(plain) ? 'the placeholders are {tag}, {version}, {arch} and {os}'
      : plain.includes('/') ? 'it names one file, so it has no slash' : null
  if (wrong !== null) throw failure('CONFIG', `artifact name template ${quoted(template)} cannot be used: ${printable(wrong)}`)
}

type Placeholder = 'tag' | 'version' | 'arch' | 'os'
const placeholder = /\{(tag|version|arch|os)\}/g
const spellingsOf = (architecture: Architecture): readonly string[] => architectureSpellings[architecture]

function fill(template: string, values: Readonly<Record<Placeholder, string>>): string {
  return template.replaceAll(placeholder, (_, key: Placeholder) => values[key])
}

/** One group a placeholder; a second use must repeat the first, so that `{arch}/…{arch}` cannot say two things. */
function patternOf(template: string): RegExp {
  const groups = { tag: 'v?\\d[0-9A-Za-z.+-]*?', version: '\\d[0-9A-Za-z.+-]*?', arch: '[0-9A-Za-z_]+', os: 'linux' }
  const seen = new Set<string>()
  const source = template.split(placeholder).map((part, index) => {
    if (index % 2 === 0) return RegExp.escape(part)
    const again = seen.has(part)
    seen.add(part)
    return again ? `\\k<${part}>` : `(?<${part}>${groups[part as Placeholder]})`
  })
  return new RegExp(`^${source.join('')}$`)
}
