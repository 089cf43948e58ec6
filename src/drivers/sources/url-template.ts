import type { Filling } from '../../release/platform.ts'
import { architectureSpellings } from '../../release/words.ts'

const placeholder = /\{(tag|version|arch|os)\}/g

/** Whether the address says which version it is of, or always stands for one and the same file. */
export function isVersioned(template: string): boolean {
  return /\{(?:tag|version)\}/.test(template)
}

/**
 * The addresses that a template may stand for, likeliest first: `{tag}` with and without `v`, `{arch}` in every spelling, the same
 * everywhere in one address.
 */
export function expandUrl(template: string, { version, architecture }: Filling): readonly string[] {
  const urls = [`v${version}`, version].flatMap((tag) =>
    architectureSpellings[architecture].map((arch) => fill(template, { tag, version, arch, os: 'linux' })))
  return [...new Set(urls)]
}

/** What is wrong with an address template; null when nothing is. No message repeats it: a query may hold a token. */
export function urlTemplateFault(template: string): string | null {
  const plain = fill(template, { tag: 'v1.0.0', version: '1.0.0', arch: 'amd64', os: 'linux' })
  if (/[{}]/.test(plain)) return 'has a placeholder that does not exist; there are {tag}, {version}, {arch} and {os}'
  if (!URL.canParse(plain)) return 'is not a URL; write it like https://example.org/{tag}/app-{tag}-linux-{arch}.tar.gz'
  const url = new URL(plain)
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// (or http://)'
  if (url.username !== '' || url.password !== '') return 'holds credentials; they would end up in logs'
  return url.pathname.endsWith('/') ? 'names a directory; name the release archive itself' : null
}

type Values = Readonly<Record<'tag' | 'version' | 'arch' | 'os', string>>

function fill(template: string, values: Values): string {
  return template.replaceAll(placeholder, (_, key: keyof Values) => values[key])
}
