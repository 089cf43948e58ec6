import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isPrintable, printable, quoted } from '../../../src/formats/printable.ts'

test('J39 escape sequences, line feeds and bidirectional marks are shown, not obeyed', () => {
  assert.equal(printable('a\u001b[31mb\r\n\u0000\u007f\u009b'), 'a\\x1b[31mb\\x0d\\x0a\\x00\\x7f\\x9b')
  assert.equal(printable('x\u202egnp.exe\u2066\u200b\u2028\ufeff'), 'x\\u{202e}gnp.exe\\u{2066}\\u{200b}\\u{2028}\\u{feff}')
  assert.equal(printable('\ud800'), '\\u{d800}')
  assert.equal(printable('ünïcode 漢字 🙂 \\x1b'), 'ünïcode 漢字 🙂 \\x1b')
})
test('a long string is cut, and never inside a pair', () => {
  assert.equal(printable('🙂🙂🙂', 2), '🙂🙂…')
  assert.equal(printable('abc', 3), 'abc')
  assert.equal(printable('\u001b'.repeat(1_000_000), 3), '\\x1b\\x1b\\x1b…')
})
test('quoted puts it in quotation marks, and isPrintable agrees with printable', () => {
  assert.equal(quoted('a\n'), "'a\\x0a'")
  assert.equal(isPrintable('a b'), true)
  assert.equal(isPrintable('a\tb'), false)
})
