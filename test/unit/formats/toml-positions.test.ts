import assert from 'node:assert/strict'
import { test } from 'node:test'
import { positionsIn } from '../../../src/formats/toml-positions.ts'

const text = `top = 1
[source]
kind = "url"
a.b.c = 2

[[unit]]
name = "one"
[[unit]]
  name = "two"
[unit.health]
steady = "1s"
[layout]
files = { "ja co" = "/a", list = [ 1,
  { deep = true } ] }
`
const at = (line: number, column: number): object => ({ line, column })
const locate = positionsIn(text)

test('keys, tables, dotted keys, tables in arrays, inline tables and array items are found', () => {
  assert.deepEqual(locate(['top']), at(1, 1))
  assert.deepEqual(locate(['source']), at(2, 2))
  assert.deepEqual(locate(['source', 'kind']), at(3, 1))
  assert.deepEqual(locate(['source', 'a', 'b', 'c']), at(4, 5))
  assert.deepEqual(locate(['unit']), at(6, 3))
  assert.deepEqual(locate(['unit', 0, 'name']), at(7, 1))
  assert.deepEqual(locate(['unit', 1, 'name']), at(9, 3))
  assert.deepEqual(locate(['unit', 1, 'health', 'steady']), at(11, 1))
  assert.deepEqual(locate(['layout', 'files', 'ja co']), at(13, 11))
  assert.deepEqual(locate(['layout', 'files', 'list', 1, 'deep']), at(14, 5))
})
test('a missing key is located at its nearest table, and the root at the start', () => {
  assert.deepEqual(locate(['source', 'missing']), at(2, 2))
  assert.deepEqual(locate(['unit', 1, 'x', 'y']), at(8, 3))
  assert.deepEqual(locate([]), at(1, 1))
  assert.deepEqual(locate(['nowhere']), at(1, 1))
})
