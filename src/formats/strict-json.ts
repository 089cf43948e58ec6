import { failure } from '../errors.ts'
import { jsonBytesMax, jsonDepthMax } from './limits.ts'
import { quoted } from './printable.ts'
import { byteOrderMark, utf8 } from './utf8.ts'

/** Plain and frozen; objects have no prototype, so that a foreign key is never anything but a key. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject { readonly [key: string]: Json }

export interface JsonLimits { readonly bytesMax: number; readonly depthMax: number }
const defaults: JsonLimits = { bytesMax: jsonBytesMax, depthMax: jsonDepthMax }

/**
 * Reads foreign JSON (RFC 8259) of which two readers could not think two things: DATA, naming the line, for a key that is there twice, bytes that
 * are not UTF-8, a lone surrogate, a whole number that a double cannot hold, too deep a nest, anything behind the end (failures.md J10 to J18).
 * `JSON.parse` forgives most of these, and so a signed file could mean one thing to its publisher and another one here.
 */
export function parseStrictJson(bytes: Uint8Array, name: string, limits: Partial<JsonLimits> = {}): Json {
  const { bytesMax, depthMax } = { ...defaults, ...limits }
  const cursor: Cursor = { text: textOf(bytes, name, bytesMax), name, depthMax, at: 0 }
  const value = readValue(cursor, 0)
  if (peek(cursor) !== '') throw wrong(cursor, 'something stands behind its end')
  return value
}

/** For those who go on looking inside. */
export function isJsonObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

interface Cursor { readonly text: string; readonly name: string; readonly depthMax: number; at: number }

const space = /[ \t\n\r]*/y
const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?(?![0-9A-Za-z.+-])/y
const word = /(?:true|false|null)(?![0-9A-Za-z_])/y

function textOf(bytes: Uint8Array, name: string, bytesMax: number): string {
  if (bytes.length > bytesMax) throw failure('DATA', `${quoted(name)} is larger than ${bytesMax} bytes`)
  const text = utf8(bytes)
  if (text === null) throw failure('DATA', `${quoted(name)} is not UTF-8 text`)
  if (text.startsWith(byteOrderMark)) throw failure('DATA', `${quoted(name)} begins with a byte order mark`)
  if (/^\s*</.test(text)) throw failure('DATA', `${quoted(name)} is a web page, not JSON`)
  return text
}

function readValue(cursor: Cursor, depth: number): Json {
  if (depth > cursor.depthMax) throw wrong(cursor, `more than ${cursor.depthMax} levels are nested`)
  switch (peek(cursor)) {
    case '{': return readObject(cursor, depth)
    case '[': return readList(cursor, depth)
    case '"': return readString(cursor)
    default: return readWord(cursor)
  }
}

function readObject(cursor: Cursor, depth: number): JsonObject {
  const read = new Map<string, Json>()
  eachItem(cursor, '}', () => {
    if (peek(cursor) !== '"') throw wrong(cursor, 'a key in quotation marks must stand here')
    const key = readString(cursor)
    // Harmless to us, and to nobody who ever copies these keys into an ordinary object (J12).
    if (key === '__proto__') throw wrong(cursor, "the key '__proto__' is not accepted")
    if (read.has(key)) throw wrong(cursor, `the key ${quoted(key, 80)} is there twice`)
    if (peek(cursor) !== ':') throw wrong(cursor, `a colon must follow the key ${quoted(key, 80)}`)
    cursor.at += 1
    read.set(key, readValue(cursor, depth + 1))
  })
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Json>, Object.fromEntries(read)))
}

function readList(cursor: Cursor, depth: number): readonly Json[] {
  const items: Json[] = []
  eachItem(cursor, ']', () => { items.push(readValue(cursor, depth + 1)) })
  return Object.freeze(items)
}

/** What stands between brackets and commas. No comma may be left over. */
function eachItem(cursor: Cursor, end: ']' | '}', read: () => void): void {
  cursor.at += 1
  if (peek(cursor) !== end) for (;;) {
    read()
    if (peek(cursor) !== ',') break
    cursor.at += 1
  }
  if (peek(cursor) !== end) throw wrong(cursor, `a comma or '${end}' must stand here`)
  cursor.at += 1
}

function readString(cursor: Cursor): string {
  const token = cursor.text.slice(cursor.at, endOfString(cursor.text, cursor.at))
  const value = textIn(token)
  if (value === null) throw wrong(cursor, 'a text has no end, or holds what must be escaped')
  if (!value.isWellFormed()) throw wrong(cursor, 'a text holds half a character (a lone surrogate)')
  cursor.at += token.length
  return value
}

/** Behind the closing quotation mark, or the end of everything. No regular expression: one would keep a way back to each escape, and run out of stack. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at += 1
    else if (text[at] === '"') return at + 1
  }
  return text.length
}

/** What this token says, by the rules that JSON itself has for escapes and control characters; null when it breaks them. */
function textIn(token: string): string | null {
  try {
    return JSON.parse(token) as string
  } catch {
    return null
  }
}

function readWord(cursor: Cursor): null | boolean | number {
  const token = take(cursor, word) ?? take(cursor, number)
  if (token === null) throw wrong(cursor, cursor.at === cursor.text.length ? 'it ends too early' : 'no value begins like this')
  const value = JSON.parse(token) as null | boolean | number
  if (typeof value !== 'number') return value
  const isRounded = /^-?\d+$/.test(token) && !Number.isSafeInteger(value)
  if (isRounded || !Number.isFinite(value)) throw wrong(cursor, `the number ${quoted(token, 40)} is too large to be held exactly`)
  return value
}

/** The next character that is not white space, without taking it; empty at the end. */
function peek(cursor: Cursor): string {
  take(cursor, space)
  return cursor.text.charAt(cursor.at)
}

function take(cursor: Cursor, pattern: RegExp): string | null {
  pattern.lastIndex = cursor.at
  const [found] = pattern.exec(cursor.text) ?? []
  if (found === undefined) return null
  cursor.at += found.length
  return found
}

function wrong({ text, name, at }: Cursor, why: string): Error {
  const before = text.slice(0, at)
  return failure('DATA', `${quoted(name)} line ${before.split('\n').length}: ${why}`)
}
