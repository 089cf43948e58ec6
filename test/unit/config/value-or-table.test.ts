import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { readTable } from '../../../src/config/read-table.ts'
import { valueOrTable } from '../../../src/config/value-or-table.ts'

const size = v.pipe(v.unknown(), valueOrTable<number | null>({
  table: v.pipe(v.strictObject({ length: v.pipe(v.string(), v.maxLength(3, 'is too long')), unit: v.optional(v.string()) }), v.transform(({ length }) => length.length)),
  plain: (value) => (value === false ? { is: null } : typeof value === 'string' ? { means: { length: value } } : null),
  says: 'must be text or false',
}))
const schema = v.strictObject({ size })
const read = (value: unknown): unknown => readTable(schema, { size: value }, ['box'])
const says = (value: unknown): readonly string[] => {
  const result = readTable(schema, { size: value }, ['box'])
  return result.kind === 'good' ? [] : result.mistakes.map((mistake) => `${mistake.path.join('.')}: ${mistake.says}`)
}

test('a plain value, or a table that says more', () => {
  assert.deepEqual(read('ab'), { kind: 'good', value: { size: 2 } })
  assert.deepEqual(read({ length: 'ab', unit: 'm' }), { kind: 'good', value: { size: 2 } })
  assert.deepEqual(read(false), { kind: 'good', value: { size: null } })
})
test('a mistake in the table is named with its key; of a plain value there is none', () => {
  assert.deepEqual(says('abcd'), ['box.size: is too long'])
  assert.deepEqual(says({ length: 'abcd' }), ['box.size.length: is too long'])
  assert.deepEqual(says({ lenght: 'a' }), ["box.size.lenght: unknown key; did you mean 'length'?", 'box.size.length: missing'])
})
test('neither of the two', () => {
  assert.deepEqual(says(1), ['box.size: must be text or false, not a number'])
  assert.deepEqual(says(true), ['box.size: must be text or false, not true or false'])
  assert.deepEqual(says(['a']), ['box.size: must be text or false, not a list'])
})
