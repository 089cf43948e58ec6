import { failure } from '../../errors.ts'
import { quoted } from '../printable.ts'
import { isJsonObject, parseStrictJson, type Json } from '../strict-json.ts'
import { nextToken, type Token } from './json-tokens.ts'
import type { SetValue } from './set-values.ts'

interface Span { readonly start: number; readonly end: number }

/** A member of an object, of an object in it, and so on. Its indentation is that of its neighbours. */
export function setInJson({ text, fileName, key, value }: SetValue): string {
  const under = text.trim() === '' ? '{}\n' : text
  const path = key.split('.')
  const found = valueAt(under, fileName, path)
  const edited = found === null ? withMember(under, fileName, path, value) : `${under.slice(0, found.start)}${JSON.stringify(value)}${under.slice(found.end)}`
  if (at(parse(edited, fileName), path) === value) return edited
  throw failure('CONFIG', `'${fileName}' is written in a way that cannot be changed by a program`, { next: `set ${quoted(key)} by hand` })
}

function parse(text: string, fileName: string): Json {
  return parseStrictJson(Buffer.from(text), `'${fileName}'`)
}

function at(value: Json, path: readonly string[]): Json | undefined {
  return path.reduce<Json | undefined>((under, key) => (isJsonObject(under) ? under[key] : undefined), value)
}

/** Where the value of this path stands; null when there is none. CONFIG when something on the way is no object, or it is one itself. */
function valueAt(text: string, fileName: string, path: readonly string[]): Span | null {
  const whole = parse(text, fileName)
  for (const length of path.keys()) if (!isJsonObject(at(whole, path.slice(0, length)) ?? {})) throw failure('CONFIG', `in '${fileName}' ${quoted(path.slice(0, length).join('.'))} is no object`)
  const found = at(whole, path)
  if (found === undefined) return null
  if (typeof found === 'object' && found !== null) throw failure('CONFIG', `in '${fileName}' ${quoted(path.join('.'))} is no text`)
  return spanOf(text, path)
}

function withMember(text: string, fileName: string, path: readonly string[], value: string): string {
  const whole = parse(text, fileName)
  const isThere = (length: number): boolean => isJsonObject(at(whole, path.slice(0, length)))
  // The objects on the way that are missing come with it, as those of TOML do.
  const depth = path.findLastIndex((_, length) => isThere(length))
  const [parent, name = '', ...below] = [path.slice(0, depth), ...path.slice(depth)] as const
  const siblings = at(whole, parent)
  if (!isJsonObject(siblings)) throw failure('CONFIG', `'${fileName}' is no object`, { next: 'make it one by hand, like {}' })
  const open = spanOf(text, parent).start
  const indent = /^\{(\s*)/.exec(text.slice(open))?.[1] ?? ''
  const isEmpty = Object.keys(siblings).length === 0
  const nested = below.reduceRight((inner, key) => `{${JSON.stringify(key)}: ${inner}}`, JSON.stringify(value))
  const member = `${JSON.stringify(name)}: ${nested}`
  return `${text.slice(0, open + 1)}${isEmpty ? member : `${indent}${member},${indent === '' ? ' ' : ''}`}${text.slice(open + 1 + (isEmpty ? indent.length : 0))}`
}

/** The text is good JSON by now, without a key twice: this only counts brackets. */
function spanOf(text: string, path: readonly string[]): Span {
  let token = nextToken(text, 0)
  for (const key of path) token = memberOf(text, token, key)
  return { start: token.start, end: closing(text, token).end }
}

function memberOf(text: string, open: Token, key: string): Token {
  let name = nextToken(text, open.end)
  for (;;) {
    const value = nextToken(text, nextToken(text, name.end).end)
    if (JSON.parse(name.text) === key) return value
    // It ends at the latest where the text does, which `nextToken` does not go beyond.
    name = nextToken(text, nextToken(text, closing(text, value).end).end)
  }
}

/** The token that ends the value which begins with this one. */
function closing(text: string, first: Token): Token {
  let [token, depth] = [first, 0]
  for (;;) {
    if (token.text === '{' || token.text === '[') depth++
    if (token.text === '}' || token.text === ']') depth--
    if (depth === 0) return token
    token = nextToken(text, token.end)
  }
}
