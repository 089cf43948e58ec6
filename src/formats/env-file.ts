import { failure } from '../errors.ts'
import { type EnvCursor, endLine, isLineEnd, peek, restOfLine, skipBlanks, upToEquals } from './env-cursor.ts'
import { readEnvValue } from './env-value.ts'
import { envFileBytesMax, envFileDoubtsMax, envFileKeysMax } from './limits.ts'
import { quoted } from './printable.ts'
import { byteOrderMark, utf8 } from './utf8.ts'

/** What such a file says of one key. Never its value, which may be a secret: what is not kept cannot be shown (failures.md E43). */
export interface EnvKey {
  /** Of its last assignment, which is the one that counts. */
  readonly line: number
  /** `empty`: it stands there without a value, or with nothing but a comment behind it. */
  readonly value: 'set' | 'empty'
  /** The comments on the lines directly above it, and the one behind it, without their `#` or `;`. For a publisher's example; a host's own may hold secrets. */
  readonly comments: readonly string[]
}
export interface EnvFile {
  readonly keys: ReadonlyMap<string, EnvKey>
  /** What systemd would read otherwise than its writer meant it, or not at all, in the order of the lines; never a word out of the file but a key's name. */
  readonly doubts: readonly EnvDoubt[]
}
export interface EnvDoubt { readonly line: number; readonly says: string }

/**
 * Reads environment settings as `EnvironmentFile=` does (systemd.exec(5)): quotation marks, escapes and lines that go on; lines that end in CR LF, and a last
 * one that does not end. What other readers of such files know and systemd does not, `export` and a byte order mark, is understood and told as a doubt; so is a
 * line that is no assignment, which systemd passes over with a warning. DATA for what is no text, and for more than can be meant.
 */
export function parseEnvFile(bytes: Uint8Array, name: string): EnvFile {
  const text = textOf(bytes, name)
  const cursor: EnvCursor = { text, at: text.startsWith(byteOrderMark) ? 1 : 0, line: 1 }
  const found: Found = { name, keys: new Map(), doubts: [], above: [] }
  if (cursor.at > 0) doubt(found, 1, 'the file begins with a byte order mark, which systemd takes for a part of the first line')
  // A line at least is taken each time round.
  while (peek(cursor) !== '') readLine(cursor, found)
  return { keys: found.keys, doubts: found.doubts.toSorted((one, other) => one.line - other.line) }
}

interface Found {
  readonly name: string
  readonly keys: Map<string, EnvKey>
  readonly doubts: EnvDoubt[]
  /** Comments on the lines directly above. */
  above: string[]
}

function textOf(bytes: Uint8Array, name: string): string {
  if (bytes.length > envFileBytesMax) throw failure('DATA', `${quoted(name)} is larger than ${envFileBytesMax} bytes`)
  const text = utf8(bytes)
  // systemd refuses the whole file for one value that is not UTF-8, and sees nothing of it behind a zero byte.
  if (text === null) throw failure('DATA', `${quoted(name)} is not UTF-8 text`)
  if (text.includes('\0')) throw failure('DATA', `${quoted(name)} has a zero byte in it: it is not text`)
  return text
}

function readLine(cursor: EnvCursor, found: Found): void {
  skipBlanks(cursor)
  const first = peek(cursor)
  if (first === '#' || first === ';') {
    found.above.push(restOfLine(cursor).slice(1).trim())
    return endLine(cursor)
  }
  if (!isLineEnd(peek(cursor))) readAssignment(cursor, found)
  found.above = []
  endLine(cursor)
}

/** What an environment takes for a name (environ(7)), with the word that a shell would want before it. */
const assigned = /^(?:(export)[ \t]+)?([A-Za-z_][A-Za-z0-9_]*)$/

function readAssignment(cursor: EnvCursor, found: Found): void {
  const { line } = cursor
  const key = upToEquals(cursor)
  // Not shown: it may be a piece of a secret that went over several lines.
  if (key === null) return doubt(found, line, 'it is no assignment, and systemd passes over it')
  const value = readEnvValue(cursor)
  const [, exported, named] = assigned.exec(key.trimEnd()) ?? []
  if (value.ends === 'no') doubt(found, line, 'a quotation mark is opened there and never closed: everything behind it belongs to this value')
  if (named === undefined) return doubt(found, line, 'what stands before the equals sign cannot be the name of a variable, and systemd passes over it')
  if (exported !== undefined) doubt(found, line, "it begins with 'export', which shells understand; systemd passes over the whole line")
  if (value.comment !== null) doubt(found, line, `systemd takes the comment behind ${named} for a part of its value`)
  keep(found, named, { line, value: value.is, comments: [...found.above, ...(value.comment === null ? [] : [value.comment.replace(/^#/, '').trim()])] })
}

function keep(found: Found, named: string, key: EnvKey): void {
  const earlier = found.keys.get(named)
  if (earlier !== undefined) doubt(found, key.line, `it sets ${named} again, as line ${earlier.line} has done already; the last one counts`)
  found.keys.set(named, key)
  if (found.keys.size > envFileKeysMax) throw failure('DATA', `${quoted(found.name)} sets more than ${envFileKeysMax} variables`)
}

function doubt({ doubts }: Found, line: number, says: string): void {
  if (doubts.length < envFileDoubtsMax) doubts.push({ line, says })
}
