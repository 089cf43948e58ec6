import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { count, lineOfText, moment, size, time } from '../../../src/config/units.ts'
import { parseToml } from '../../../src/formats/toml.ts'

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

const momentOf = (value: unknown): unknown => v.safeParse(moment(), value).output
test('a moment is text, or a date as TOML writes it; without a zone it is none', () => {
  const atMs = Date.UTC(2026, 11, 1)
  for (const text of ['2026-12-01T00:00:00Z', '"2026-12-01T00:00:00Z"', '2026-12-01 01:00:00+01:00']) assert.equal(momentOf(parseToml(`a = ${text}`, 'x').values['a']), atMs, text)
  for (const text of ['2026-12-01T00:00:00', '2026-12-01', '12:00:00', '1', 'true']) assert.equal(v.safeParse(moment(), parseToml(`a = ${text}`, 'x').values['a']).success, false, text)
})
test('one line is text that people can be shown', () => {
  const fits = (text: unknown): boolean => v.safeParse(lineOfText(), text).success
  assert.deepEqual(['a', 'freeze until Monday', 'x'.repeat(400)].map(fits), [true, true, true])
  assert.deepEqual(['', 'a\nb', 'a\u001b[2J', '\u202e', 'x'.repeat(401), 5].map(fits), [false, false, false, false, false, false])
})
