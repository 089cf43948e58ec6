import { failure } from '../../errors.ts'
import { type ChecksumLine, readChecksumLine } from './checksum-line.ts'
import { checksumLinesMax, checksumListBytesMax } from '../limits.ts'
import { quoted } from '../printable.ts'
import { byteOrderMark, utf8 } from '../utf8.ts'

/** One file that a list vouches for. */
export interface ChecksumEntry extends ChecksumLine {
  /** From 1. */
  readonly line: number
}

/** A checksum list: every line understood, no file with two digests. */
export interface ChecksumList {
  readonly name: string
  readonly entries: readonly ChecksumEntry[]
}

export interface ChecksumLimits { readonly bytesMax: number; readonly linesMax: number }
const defaults: ChecksumLimits = { bytesMax: checksumListBytesMax, linesMax: checksumLinesMax }

/**
 * Reads a SHA256SUMS file in the GNU text, GNU binary, BSD or bare single-digest form, with comments, blank lines and CRLF.
 * DATA, naming the line, for anything else: a line that is skipped because it was not understood could be the one that matters.
 */
export function parseChecksums(bytes: Uint8Array, name: string, limits: ChecksumLimits = defaults): ChecksumList {
  const lines = linesOf(bytes, name, limits)
  const entries: ChecksumEntry[] = []
  for (const [index, text] of lines.entries()) {
    const read = readChecksumLine(text)
    if (read.kind === 'wrong') throw failure('DATA', `${quoted(name)} line ${index + 1}: ${read.why}`)
    if (read.kind === 'entry') entries.push({ ...read.entry, line: index + 1 })
  }
  if (entries.length === 0) throw failure('DATA', `${quoted(name)} lists no file`)
  refuseContradictions(entries, name)
  return { name, entries }
}

/**
 * The entry for this artifact: its exact name, else the only path that ends in it (`dist/x.tar.gz`), else the digest of a
 * single-file sidecar that names nothing. REFUSED when it is not listed, or when several paths end in it with different digests.
 */
export function findChecksum(list: ChecksumList, artifact: string): ChecksumEntry {
  const exact = list.entries.find((entry) => entry.name === artifact)
  if (exact !== undefined) return exact
  const ending = list.entries.filter((entry) => entry.name !== null && entry.name.endsWith(`/${artifact}`))
  const [found] = ending.length > 0 ? ending : list.entries.filter((entry) => entry.name === null)
  if (found === undefined) throw failure('REFUSED', `${quoted(list.name)} does not list ${quoted(artifact)}`, { next: `It lists ${someNames(list)}.` })
  if (ending.some((entry) => entry.sha256 !== found.sha256))
    throw failure('REFUSED', `${quoted(list.name)} lists ${quoted(artifact)} in several directories with different digests, on lines ${ending.map((entry) => entry.line).join(', ')}`)
  return found
}

function linesOf(bytes: Uint8Array, name: string, { bytesMax, linesMax }: ChecksumLimits): readonly string[] {
  const wrong = (why: string): Error => failure('DATA', `${quoted(name)} ${why}`)
  if (bytes.length > bytesMax) throw wrong(`is larger than ${bytesMax} bytes`)
  const text = utf8(bytes)
  if (text === null) throw wrong('is not UTF-8 text')
  if (text.startsWith(byteOrderMark)) throw wrong('begins with a byte order mark')
  if (text.includes('\0')) throw wrong('contains a NUL byte')
  if (/^\s*</.test(text)) throw wrong('is a web page, not a checksum list')
  const lines = text.split('\n')
  if (lines.length > linesMax) throw wrong(`has more than ${linesMax} lines`)
  return lines.map((line) => line.replace(/\r$/, ''))
}

function refuseContradictions(entries: readonly ChecksumEntry[], list: string): void {
  const first = new Map<string | null, ChecksumEntry>()
  for (const entry of entries) {
    const earlier = first.get(entry.name) ?? entry
    first.set(entry.name, earlier)
    if (earlier.sha256 !== entry.sha256) throw failure('DATA', `${quoted(list)} line ${entry.line}: ${quoted(entry.name ?? 'the file')} has another digest than on line ${earlier.line}`)
  }
  if (first.has(null) && entries.length > 1) throw failure('DATA', `${quoted(list)} line ${first.get(null)?.line ?? 1}: a digest without a name among others`)
}

function someNames(list: ChecksumList): string {
  const names = list.entries.slice(0, 3).map((entry) => quoted(entry.name ?? '', 80)).join(', ')
  return list.entries.length > 3 ? `${names} and ${list.entries.length - 3} more` : names
}
