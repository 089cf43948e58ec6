import { type AST, parseTOML } from 'toml-eslint-parser'
import { failure } from '../errors.ts'
import { parseToml, type TomlDocument } from './toml.ts'
import { tomlKey, tomlValue, type TomlValue } from './toml-value.ts'

/** Keys of one table and what they shall be from now on; null: not there. */
export type TomlChanges = Readonly<Record<string, TomlValue | null>>
/** Characters from `start` up to `end` are replaced. */
interface Edit { readonly start: number; readonly end: number; readonly text: string }
interface Asked { readonly text: string; readonly table: string; readonly key: string; readonly value: TomlValue | null }

/**
 * The same text with these keys of `[table]` changed, and all else as its author left it, comments and blank lines included. CONFIG, naming the file,
 * for a text that is broken, or written in a way in which a program cannot change it without touching more: nothing is guessed.
 */
export function editToml(text: string, fileName: string, table: string, changes: TomlChanges): string {
  const before = parseToml(text, fileName)
  const edited = attempt(text, table, changes)
  if (edited !== null && isAsAsked(before, edited, table, changes)) return edited
  throw failure('CONFIG', `'${fileName}' is written in a way that cannot be changed by a program`, { next: `edit its [${table}] by hand: ${Object.keys(changes).join(', ')}` })
}

/** One key after the other, each in the text as it then is. Null when something came out that is no TOML. */
function attempt(text: string, table: string, changes: TomlChanges): string | null {
  try {
    return Object.entries(changes).reduce((under, [key, value]) => withKey({ text: under, table, key, value }), text)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null
    throw thrown
  }
}

function withKey(asked: Asked): string {
  const { text, key, value, table } = asked
  const body = parseTOML(text, { tomlVersion: '1.1' }).body[0].body
  const spans = body.flatMap((node) => spansOf(node, asked)).map((range) => linesOf(text, range))
  if (value === null) return applied(text, spans.map((span) => ({ ...span, text: '' })))
  const line = `${tomlKey(key)} = ${tomlValue(value)}\n`
  const header = body.find((node): node is AST.TOMLTable => node.type === 'TOMLTable' && node.kind === 'standard' && node.resolvedKey.join('\0') === table)
  const [first, ...others] = spans
  // Where it stood is where a person looks for it, unless it stood in a table of its own.
  if (header !== undefined && first !== undefined && first.start > header.range[0] && first.end <= linesOf(text, header.range).end) return applied(text, [{ ...first, text: line }, ...others.map((span) => ({ ...span, text: '' }))])
  const at = header === undefined ? text.length : linesOf(text, header.key.range).end
  const head = header === undefined ? `${text.trim() === '' ? '' : `${newLineAfter(text)}\n`}[${tomlKey(table)}]\n` : newLineAfter(text.slice(0, at))
  return applied(text, [...spans.map((span) => ({ ...span, text: '' })), { start: at, end: at, text: head + line }])
}

/** Every part of the text that says `[table] key`: as a pair, as a dotted key, or as a table of its own. */
function spansOf(node: AST.TOMLTable | AST.TOMLKeyValue, { table, key }: Asked): readonly AST.Range[] {
  if (node.type === 'TOMLKeyValue') return startsWith(keysOf(node), [table, key]) ? [node.range] : []
  if (startsWith(node.resolvedKey, [table, key])) return [node.range]
  return node.body.filter((pair) => startsWith([...node.resolvedKey, ...keysOf(pair)], [table, key])).map((pair) => pair.range)
}

const keysOf = ({ key }: AST.TOMLKeyValue): readonly string[] => key.keys.map((part) => (part.type === 'TOMLBare' ? part.name : part.value))
const startsWith = (path: readonly (string | number)[], head: readonly string[]): boolean => head.every((part, index) => path[index] === part)

/** Whole lines, with the comment at their end: in TOML nothing else can stand there. */
function linesOf(text: string, [from, to]: AST.Range): Omit<Edit, 'text'> {
  const end = text.indexOf('\n', Math.max(from, to - 1))
  return { start: text.lastIndexOf('\n', from - 1) + 1, end: end < 0 ? text.length : end + 1 }
}

const newLineAfter = (text: string): string => (text === '' || text.endsWith('\n') ? '' : '\n')

function applied(text: string, edits: readonly Edit[]): string {
  return edits.toSorted((left, right) => right.start - left.start).reduce((under, edit) => under.slice(0, edit.start) + edit.text + under.slice(edit.end), text)
}

/** The strict parser has the last word: what was asked for, and nothing else, has changed. */
function isAsAsked(before: TomlDocument, edited: string, table: string, changes: TomlChanges): boolean {
  const { [table]: old = {}, ...rest } = before.values
  if (typeof old !== 'object' || old === null || Array.isArray(old)) return false
  const wanted = { ...old, ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null)) }
  const kept = Object.fromEntries(Object.entries(wanted).filter(([key]) => changes[key] !== null))
  try {
    const { [table]: now = {}, ...others } = parseToml(edited, before.fileName).values
    return canonical({ rest, table: kept }) === canonical({ rest: others, table: now })
  } catch {
    return false
  }
}

/** The same text for the same values, in whatever order they were written. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'object' && inner !== null && !Array.isArray(inner) ? Object.fromEntries(Object.entries(inner).toSorted(([left], [right]) => (left < right ? -1 : 1))) : inner))
}
