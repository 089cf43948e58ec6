import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { count, size, time } from '../../../src/config/units.ts'

const range = { from: 2, to: 2000, words: 'between two and two thousand' }
const says = (schema: v.GenericSchema, value: unknown): unknown => v.safeParse(schema, value).issues?.map((issue) => issue.message) ?? v.safeParse(schema, value).output

test('E46 a time has a unit and a range', () => {
  assert.equal(says(time(range), '2s'), 2000)
  assert.equal(says(time(range), '2ms'), 2)
  assert.deepEqual(says(time(range), '1ms'), ['must be between two and two thousand'])
  assert.deepEqual(says(time(range), '3s'), ['must be between two and two thousand'])
  assert.match(String(says(time(range), '2')), /^'2' is not a time/)
  for (const value of [2, -1, Number.NaN, Infinity, null, ['2s']]) assert.match(String(says(time(range), value)), /^must be a time with its unit/)
})
test('E46 a size too', () => {
  assert.equal(says(size(range), '1KiB'), 1024)
  assert.deepEqual(says(size(range), '2KiB'), ['must be between two and two thousand'])
  assert.match(String(says(size(range), '1024')), /^'1024' is not a size/)
  assert.match(String(says(size(range), 1024)), /^must be a size with its unit/)
})
test('E46 a count is whole and in its range', () => {
  assert.equal(says(count(range), 2), 2)
  for (const value of [1, 2001, 2.5, Number.NaN, Infinity, '2']) assert.deepEqual(says(count(range), value), ['must be a whole number between two and two thousand'])
})
