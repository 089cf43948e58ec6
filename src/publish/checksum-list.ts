import { failure, invariant } from '../errors.ts'
import { parseChecksums } from '../formats/checksums/checksums.ts'
import { quoted } from '../formats/printable.ts'
import { parseArtifactName } from '../release/artifact.ts'

export const listName = 'SHA256SUMS'
/** minisign's; ECDSA's. */
export const signatureNames = [`${listName}.minisig`, `${listName}.sig`] as const

export interface Listed { readonly name: string; readonly sha256: string }

/**
 * The list as sha256sum(1) writes it, sorted by name in bytes, so that the same files always make the same list. USAGE for a file that
 * is there twice, and for a name that some tool would read otherwise: a space, a slash, a leading dash or asterisk.
 */
export function checksumList(files: readonly Listed[]): Buffer {
  const sorted = files.toSorted((a, b) => Buffer.compare(Buffer.from(a.name), Buffer.from(b.name)))
  for (const [index, { name }] of sorted.entries()) {
    checkName(name)
    if (sorted[index + 1]?.name === name) throw failure('USAGE', `two artifacts are called ${quoted(name)}`, { next: 'A list knows a file by its name alone: rename one of them.' })
  }
  const list = Buffer.from(sorted.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join(''))
  invariant(parseChecksums(list, listName).entries.length === files.length, 'the list that was written reads back')
  return list
}

function checkName(name: string): void {
  parseArtifactName(name)
  if (!/^[A-Za-z0-9_][A-Za-z0-9._+~@=,-]*$/.test(name)) throw failure('USAGE', `an artifact cannot be called ${quoted(name)}`, { next: 'Use letters, digits and ._+~@=,- and begin with a letter or digit.' })
  if (name.startsWith(listName)) throw failure('USAGE', `${quoted(name)} is what the list and its signature are called`, { next: 'Name the artifacts only; list and signature are made of them.' })
}
