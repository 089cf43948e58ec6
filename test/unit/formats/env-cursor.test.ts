import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type EnvCursor, endLine, peek, restOfLine, skipBlanks, take, upToEquals } from '../../../src/formats/env-cursor.ts'

const at = (text: string): EnvCursor => ({ text, at: 0, line: 1 })

test('LF, CR LF and CR alone end a line, and each counts once', () => {
  const cursor = at('a\nb\r\nc\rd')
  const lines: string[] = []
  while (peek(cursor) !== '') {
    lines.push(`${cursor.line} ${restOfLine(cursor)}`)
    endLine(cursor)
  }
  assert.deepEqual(lines, ['1 a', '2 b', '3 c', '4 d'])
  const within = at('\r\n\n\r\r')
  while (take(within) !== '');
  assert.equal(within.line, 5)
})

test('an equals sign at the very front belongs to the name; without another one the line is taken', () => {
  const cursor = at('=a=b\nc\n')
  assert.equal(upToEquals(cursor), '=a')
  assert.equal(restOfLine(cursor), 'b')
  endLine(cursor)
  assert.deepEqual([upToEquals(cursor), peek(cursor), cursor.line], [null, '\n', 2])
})

test('blanks within a line are skipped, and its end is not', () => {
  const cursor = at(' \t\n x')
  skipBlanks(cursor)
  assert.deepEqual([cursor.at, take(cursor), cursor.line], [2, '\n', 2])
})
