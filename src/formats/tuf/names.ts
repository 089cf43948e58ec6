import { createHash } from 'node:crypto'

/** What is kept of a repository is called after the root that was pinned: another root is another repository, and remembers nothing of this one. */
export function keptName(pinned: Uint8Array): string {
  return `tuf-${createHash('sha256').update(pinned).digest('hex').slice(0, 32)}.json`
}

/** What a target's path may be made of. */
export interface Filling { readonly artifact: string; readonly version: string }

/** The path that a template (`{artifact}`, `{tag}/{artifact}`) means; `{tag}` is the version with a `v`. */
export function targetPath(template: string, { artifact, version }: Filling): string {
  const values = { artifact, version, tag: `v${version}` } as const
  return template.replaceAll(/\{(artifact|version|tag)\}/g, (_, key: keyof typeof values) => values[key])
}

/** What is wrong with such a template; null when nothing is. */
export function targetFault(template: string): string | null {
  const plain = targetPath(template, { artifact: 'a', version: '1' })
  if (/[{}]/.test(plain)) return 'has a placeholder that does not exist; there are {artifact}, {version} and {tag}'
  if (!template.endsWith('{artifact}')) return 'must end with {artifact}, the name of the release archive'
  return plain.split('/').some((part) => ['', '.', '..'].includes(part)) ? 'has an empty part, or one of dots' : null
}
