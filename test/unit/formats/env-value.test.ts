import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readEnvValue } from '../../../src/formats/env-value.ts'

/** `is`, the comment, whether it ends, and what is left of the text. */
function read(text: string): string {
  const cursor = { text, at: 0, line: 1 }
  const { is, comment, ends } = readEnvValue(cursor)
  return [is, comment ?? '-', ends, JSON.stringify(text.slice(cursor.at))].join(' ')
}

for (const [text, wanted] of [
  ['x y\nB', 'set - yes "\\nB"'],
  ['', 'empty - yes ""'],
  [' \t\r\n', 'empty - yes "\\r\\n"'],
  ['"a\nb" \'c\'\nB', 'set - yes "\\nB"'],
  ['"" \'\'\nB', 'empty - yes "\\nB"'],
  ['"a\nB=1', 'set - no ""'],
  ['"a\\"\n', 'set - no ""'],
  ['"\\\n"\n', 'empty - yes "\\n"'],
  ["'\\'\n", 'set - yes "\\n"'],
  ['a"b\nB', 'set - yes "\\nB"'],
  ['\\\nx\nB', 'set - yes "\\nB"'],
  [' # said\n', 'empty # said yes "\\n"'],
  ['x # said # again\n', 'set # said # again yes "\\n"'],
  ['#x\n', 'set - yes "\\n"'],
  ['"x"#y\n', 'set - yes "\\n"'],
] as const) test(`the value ${JSON.stringify(text)} is ${wanted}`, () => { assert.equal(read(text), wanted) })
