import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { good, readAll, readList, readTable, wrong } from '../../../src/config/read-table.ts'

const schema = v.strictObject({ name: v.string() })

test('a value that fits is good', () => assert.deepEqual(readTable(schema, { name: 'x' }, []), good({ name: 'x' })))
test('all complaints and all unknown keys are collected', () => {
  const read = readTable(schema, { nmae: 'x', other: 1 }, ['s'])
  assert.deepEqual(read.kind === 'wrong' && read.mistakes.map(({ path, says }) => `${path.join('.')}: ${says}`), ["s.nmae: unknown key; did you mean 'name'?", "s.other: unknown key; known here: 'name'", 's.name: missing'])
})
test('a schema that forgives unknown keys does not forgive them here', () => {
  assert.equal(readTable(v.object({ name: v.string() }), { name: 'x', b: 1 }, []).kind, 'wrong')
  assert.equal(readTable(v.looseObject({ name: v.string() }), { name: 'x', b: 1 }, []).kind, 'wrong')
})
test('a schema whose keys we cannot see complains itself', () => {
  const either = v.variant('kind', [v.strictObject({ kind: v.literal('a') })])
  assert.equal(readTable(either, { kind: 'a', b: 1 }, []).kind, 'wrong')
})
test('a list reads each entry, and all their mistakes', () => {
  const read = (value: unknown) => readList(value, ['unit'], 2, (item, path) => readTable(schema, item, path))
  assert.deepEqual(read([{ name: 'a' }, { name: 'b' }]), good([{ name: 'a' }, { name: 'b' }]))
  const both = read([{}, 5])
  assert.deepEqual(both.kind === 'wrong' && both.mistakes.map(({ path }) => path.join('.')), ['unit.0.name', 'unit.1'])
  assert.deepEqual(read([1, 2, 3]), wrong(['unit'], 'must not have more than 2 entries'))
  assert.deepEqual(read({ name: 'a' }), wrong(['unit'], 'must be written in double brackets: [[unit]]'))
  assert.deepEqual(read('a'), wrong(['unit'], 'must be a list of tables, not text'))
})
test('all parts together are good, or all their mistakes are told', () => {
  assert.deepEqual(readAll({ a: good(1), b: good('x') }), good({ a: 1, b: 'x' }))
  assert.deepEqual(readAll({ a: good(1), b: wrong(['b'], 'x'), c: wrong(['c'], 'y') }), { kind: 'wrong', mistakes: [{ path: ['b'], says: 'x' }, { path: ['c'], says: 'y' }] })
})
