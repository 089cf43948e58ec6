import { createHash } from 'node:crypto'
import { failure, invariant } from '../errors.ts'
import { journalBytesMax, journalLineBytesMax } from './limits.ts'
import { quoted } from './printable.ts'
import { utf8 } from './utf8.ts'

/** One line of a journal. Each sum covers the one before it, so that a line cannot be dropped, moved or taken from another journal. */
export interface JournalLine { readonly number: number; readonly sum: string; readonly body: unknown }
export interface LineToEncode { readonly number: number; readonly previousSum: string; readonly body: unknown }
/** What the next line must be. */
export interface Expected { readonly number: number; readonly previousSum: string }

/** What stands before the first line. */
export const firstSum = '0'.repeat(16)

/** `{"sum":"<16 hex>","number":1,"body":…}` and a line feed; the sum to hand to the next line beside it. */
export function encodeLine({ number, previousSum, body }: LineToEncode): { readonly text: string; readonly sum: string } {
  invariant(Number.isSafeInteger(number) && number >= 1, `journal line number ${number}`)
  invariant(/^[0-9a-f]{16}$/.test(previousSum), `previous sum ${quoted(previousSum)}`)
  const rest = JSON.stringify({ number, body })
  invariant(rest.includes('"body":'), `journal line ${number} has no body`)
  const sum = sumOf(previousSum, rest)
  const text = `{"sum":"${sum}",${rest.slice(1)}\n`
  invariant(Buffer.byteLength(text) <= journalLineBytesMax, `journal line ${number} is too long`)
  return { text, sum }
}

/** Reads one line, without its line feed. DATA when it is damaged, or is not the line that must stand here. */
export function decodeLine(text: string, expected: Expected): JournalLine {
  const wrong = (why: string, cause?: unknown): Error => failure('DATA', `line ${expected.number} ${why}`, { cause })
  const [, sum, rest] = /^\{"sum":"([0-9a-f]{16})",("number":.*\})$/s.exec(text) ?? []
  if (sum === undefined || rest === undefined) throw wrong('is not a journal line')
  if (sum !== sumOf(expected.previousSum, `{${rest}`)) throw wrong('does not match its checksum')
  const { number, body } = parsed(text, wrong)
  if (number !== expected.number) throw wrong(`calls itself ${quoted(String(number), 20)}`)
  return { number, sum, body }
}

export interface SplitBytes {
  /** Whole lines, without their line feeds. */
  readonly lines: readonly string[]
  /** What follows the last line feed: a write that never ended. */
  readonly tornTail: Uint8Array
  /** Where the whole lines end: truncate here before appending. */
  readonly wholeBytes: number
}

/** Splits a journal into its whole lines and its torn tail. DATA when it is too large or a whole line is not UTF-8. */
export function splitLines(bytes: Uint8Array): SplitBytes {
  if (bytes.length > journalBytesMax) throw failure('DATA', `the journal is larger than ${journalBytesMax} bytes`)
  const wholeBytes = bytes.lastIndexOf(0x0a) + 1
  const lines: string[] = []
  for (let start = 0; start < wholeBytes; ) {
    const end = bytes.indexOf(0x0a, start)
    const line = utf8(bytes.subarray(start, end))
    if (line === null) throw failure('DATA', `line ${lines.length + 1} is not UTF-8`)
    lines.push(line)
    start = end + 1
  }
  return { lines, tornTail: bytes.subarray(wholeBytes), wholeBytes }
}

function sumOf(previousSum: string, json: string): string {
  return createHash('sha256').update(previousSum).update(json).digest('hex').slice(0, 16)
}

function parsed(text: string, wrong: (why: string, cause: unknown) => Error): { number: unknown; body: unknown } {
  try {
    return JSON.parse(text) as { number: unknown; body: unknown }
  } catch (cause) {
    throw wrong('is not JSON', cause)
  }
}
