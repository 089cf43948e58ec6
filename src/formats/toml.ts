import { parse, TomlError } from 'smol-toml'
import { failure } from '../errors.ts'
import { tomlBytesMax, tomlDepthMax } from './limits.ts'
import { printable, quoted } from './printable.ts'
import type { KeyPath, Position } from './toml-positions.ts'
import { byteOrderMark, utf8 } from './utf8.ts'

/** Where a key stands, for messages about its meaning; a key that is not there answers with the place of the nearest table above it. */
export type Locate = (path: KeyPath) => Position
export interface TomlDocument {
  readonly fileName: string
  readonly values: Readonly<Record<string, unknown>>
  /** Loads a second parser, with positions: only worth its time when a mistake has to be shown. */
  readonly locator: () => Promise<Locate>
}

/** Reads a TOML file's bytes. CONFIG, naming file, line and column, for anything malformed, duplicated or too large. */
export function parseTomlBytes(bytes: Uint8Array, fileName: string): TomlDocument {
  if (bytes.length > tomlBytesMax) throw failure('CONFIG', `${printable(fileName)} is larger than ${tomlBytesMax} bytes`)
  const nul = bytes.indexOf(0)
  if (nul >= 0) throw failure('CONFIG', `${printable(fileName)}:${lineAt(bytes, nul)}: there is a NUL byte`)
  const text = utf8(bytes)
  if (text === null) throw failure('CONFIG', `${printable(fileName)}:${firstBadLine(bytes)}: this is not UTF-8`)
  return parseToml(text.startsWith(byteOrderMark) ? text.slice(1) : text, fileName)
}

/** As `parseTomlBytes`, for text. */
export function parseToml(text: string, fileName: string): TomlDocument {
  const values = parsed(text, fileName)
  return { fileName, values, locator: () => locatorOf(text, fileName) }
}

/** The parser with positions is the stricter one in a corner (31 February): then that is what has to be corrected first. */
async function locatorOf(text: string, fileName: string): Promise<Locate> {
  const { positionsIn } = await import('./toml-positions.ts')
  try {
    return positionsIn(text)
  } catch (thrown) {
    if (!(thrown instanceof SyntaxError)) throw thrown
    const line = 'lineNumber' in thrown && typeof thrown.lineNumber === 'number' ? thrown.lineNumber : 1
    throw failure('CONFIG', `${printable(fileName)}:${line}: ${printable(thrown.message)}`)
  }
}

function parsed(text: string, fileName: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text, { maxDepth: tomlDepthMax, unsafeKeyBehaviour: 'throw' })
  } catch (thrown) {
    if (!(thrown instanceof TomlError)) throw thrown
    // Not kept as a cause: the library's message shows the source lines, and one of them may hold a secret.
    throw failure('CONFIG', `${printable(fileName)}:${thrown.line}:${thrown.column}: ${whatIsWrong(thrown, text)}`)
  }
}

function whatIsWrong(error: TomlError, text: string): string {
  const said = (error.message.split('\n', 1)[0] ?? '').replace(/^Invalid TOML document: /, '')
  const key = keyIn(text.split('\n')[error.line - 1] ?? '')
  const plain = said.startsWith('trying to redefine') ? 'it is already there, further up' : said
  return key === null ? printable(plain) : `${quoted(key, 80)}: ${printable(plain)}`
}

/** The key of a line, never its value. */
function keyIn(line: string): string | null {
  const [, table, key] = /^\s*(?:\[{1,2}\s*([^\]=#]+?)\s*\]|([A-Za-z0-9_."' -]+?)\s*=)/.exec(line) ?? []
  return table ?? key ?? null
}

function lineAt(bytes: Uint8Array, offset: number): number {
  return bytes.subarray(0, offset).filter((byte) => byte === 0x0a).length + 1
}

function firstBadLine(bytes: Uint8Array): number {
  let line = 1
  for (let start = 0; start < bytes.length; line++) {
    const end = bytes.indexOf(0x0a, start)
    const stop = end < 0 ? bytes.length : end
    if (utf8(bytes.subarray(start, stop)) === null) return line
    start = stop + 1
  }
  return line
}
