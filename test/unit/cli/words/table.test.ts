import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pairsOf, tableOf } from '../../../../src/cli/words/table.ts'

test('columns are as wide as their widest cell, without trailing spaces', () => {
  assert.equal(tableOf([['A', 'LONG', 'C'], ['aaa', 'b', '']]), 'A    LONG  C\naaa  b\n')
})

test('a cell cannot break its row or colour it', () => {
  assert.equal(tableOf([['a\nb', '\x1b[31mred']]), 'a\\x0ab  \\x1b[31mred\n')
})

test('an endless cell is cut, the last one later than those that others stand behind', () => {
  assert.ok(tableOf([['x'.repeat(5000), 'y']]).length < 200)
  const last = tableOf([['x', 'y'.repeat(5000)]]).length
  assert.ok(last > 500 && last < 700)
})

test('no rows are no text', () => { assert.equal(tableOf([]), '') })

test('pairs are indented and aligned', () => {
  assert.equal(pairsOf([['live', '1'], ['skipped', '2']]), '  live     1\n  skipped  2\n')
})
