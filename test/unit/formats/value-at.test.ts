import assert from 'node:assert/strict'
import { test } from 'node:test'
import { valueAt } from '../../../src/formats/value-at.ts'

test('a dotted path leads through tables and lists, and to nothing that is not their own', () => {
  const value: unknown = JSON.parse('{"a": {"b": [{"c": 1}, null]}, "": 2, "__proto__": {"d": 3}}')
  assert.deepEqual([valueAt(value, 'a.b.0.c'), valueAt(value, 'a.b.1'), valueAt(value, ''), valueAt(value, '__proto__.d')], [1, null, 2, 3])
  for (const path of ['a.x', 'a.b.2', 'a.b.1.c', 'constructor', 'a.b.length.x', 'a.b.0.c.toString', 'toString']) assert.equal(valueAt(value, path), undefined, path)
})
