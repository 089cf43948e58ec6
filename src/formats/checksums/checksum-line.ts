import { isPrintable, quoted } from '../printable.ts'

export interface ChecksumLine {
  /** Lower-case hex, 64 digits. */
  readonly sha256: string
  /** As listed, without a leading `./`; null in a sidecar that holds nothing but the digest. */
  readonly name: string | null
}

export type ReadLine =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'entry'; readonly entry: ChecksumLine }
  | { readonly kind: 'wrong'; readonly why: string }

/** Reads one line of a checksum list, without its end. Blank lines and `#` comments, also indented, are nothing. */
export function readChecksumLine(text: string): ReadLine {
  const content = text.trim()
  if (content === '' || content.startsWith('#')) return { kind: 'nothing' }
  if (!isPrintable(text)) return wrong(text.includes('\t') ? 'a tab separates nothing in a checksum list' : `${quoted(text, 80)} has a character that cannot be seen`)
  if (text.startsWith('\\')) return wrong('escaped file names are not accepted')
  return readBsd(text) ?? readGnu(text)
}

/** `SHA256 (name) = digest`, also as OpenSSL writes it: `SHA2-256(name)= digest`. */
function readBsd(text: string): ReadLine | null {
  const [, algorithm, name = '', digest = ''] = /^([A-Za-z0-9-]+) ?\((.+)\) ?= ?([0-9A-Za-z]*)$/.exec(text) ?? []
  if (algorithm === undefined) return null
  if (!/^sha(2-)?256$/i.test(algorithm)) return wrong(`${quoted(algorithm, 20)} is not accepted, only SHA-256`)
  return entryOf(digest, name)
}

/** `digest  name`, `digest *name`, and the bare `digest` of a sidecar. Nothing else may stand before or between. */
function readGnu(text: string): ReadLine {
  const [, digest = '', name] = /^([0-9A-Za-z]+)(?: [ *]?([^ ].*))?$/.exec(text) ?? []
  return digest === '' ? wrong(`${quoted(text, 80)} is neither a digest with a name nor a comment`) : entryOf(digest, name ?? null)
}

function entryOf(digest: string, listed: string | null): ReadLine {
  const name = listed?.replace(/^(?:\.\/)+/, '') ?? null
  if (!/^[0-9a-f]+$/i.test(digest)) return wrong(`${quoted(digest, 80)} is not a hexadecimal digest`)
  if (digest.length !== 64) return wrong(`a digest of ${digest.length} hexadecimal digits${kindOf(digest.length)}; SHA-256 has 64`)
  if (name !== null && (name === '' || name.split('/').includes('..'))) return wrong(`${quoted(listed ?? '', 80)} is not the path of a release file`)
  return { kind: 'entry', entry: { sha256: digest.toLowerCase(), name } }
}

function kindOf(digits: number): string {
  const algorithm = { 32: 'MD5', 40: 'SHA-1', 56: 'SHA-224', 96: 'SHA-384', 128: 'SHA-512' }[digits]
  return algorithm === undefined ? '' : ` looks like ${algorithm}`
}

function wrong(why: string): ReadLine {
  return { kind: 'wrong', why }
}
