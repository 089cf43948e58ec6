import type { ListedRelease } from './archives.ts'
import { nameWords } from './name-words.ts'
import { sidecarTemplateOf } from './placeholders.ts'
import { sidecarEndings, signaturesOf } from './signatures.ts'

/** A file that may hold the archive's SHA-256; its content has the last word. */
export interface ListedList { readonly name: string; readonly template: string; readonly of: 'release' | 'artifact' }

/** Lists of checksums for this archive, likeliest first: those that somebody signed, then those of the whole release. */
export function checksumLists(artifact: string, release: ListedRelease): readonly ListedList[] {
  return release.names.filter((name) => name !== artifact).flatMap((name) => {
    const of = kindOf(name, artifact, release)
    return of === null ? [] : [{ name, of, template: sidecarTemplateOf(name, artifact, release.version) }]
  }).toSorted((a, b) => rankOf(a, release) - rankOf(b, release) || (a.name < b.name ? -1 : 1))
}

function kindOf(name: string, artifact: string, { names, version, architecture }: ListedRelease): ListedList['of'] | null {
  const lower = name.replaceAll(version, '').toLowerCase()
  if (sidecarEndings.some((ending) => lower.endsWith(ending)) || /sha-?(?:1|384|512)(?!\d)|sha3|md5|blake|b2sum|b3sum/.test(lower)) return null
  if (name.startsWith(`${artifact}.`)) return /^\.(?:sha256(?:sums?)?|checksum)(?:\.txt)?$/i.test(name.slice(artifact.length)) ? 'artifact' : null
  // Another file's own.
  if (names.some((other) => other !== name && name.startsWith(`${other}.`))) return null
  const said = nameWords(name, version)
  if (said.system === 'other' || (said.architecture !== null && said.architecture !== architecture)) return null
  return /(?:^|[._-])(?:sha-?256-?sums?|shasums?-?256|sha256|checksums?|shasums?)(?:[._-]|$)/.test(lower) && /(?:sums?|256|\.txt|amd64|arm64)$/.test(lower) ? 'release' : null
}

function rankOf({ name, of }: ListedList, { names }: ListedRelease): number {
  const signed = signaturesOf(name, names).some(({ kind }) => kind !== 'gpg')
  return (signed ? 0 : 4) + (of === 'release' ? 0 : 2) + (/^sha256sums$/i.test(name) ? 0 : 1)
}
