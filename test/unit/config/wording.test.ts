import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { isUnknownKey, kindOf, mistakeOf } from '../../../src/config/wording.ts'

const says = (schema: v.GenericSchema, value: unknown): readonly string[] => v.safeParse(schema, value).issues?.map((issue) => mistakeOf(issue, ['s']).says) ?? []
const first = (schema: v.GenericSchema, value: unknown): string => says(schema, value)[0] ?? 'nothing'

test('another kind of value', () => {
  assert.equal(first(v.string(), 5), 'must be text in quotation marks, not a number')
  assert.equal(first(v.number(), '5'), 'must be a number, not text')
  assert.equal(first(v.boolean(), []), 'must be true or false, not a list')
  assert.equal(first(v.array(v.string()), 'x'), 'must be a list: [ … ], not text')
  assert.equal(first(v.strictObject({}), 'x'), 'must be a table, not text')
  assert.equal(first(v.string(), new Date()), 'must be text in quotation marks, not a date')
})
test('a missing key', () => {
  assert.equal(first(v.strictObject({ a: v.string() }), {}), 'missing')
  assert.equal(first(v.object({ a: v.string('must be a name') }), {}), 'missing')
  assert.equal(first(v.optional(v.pipe(v.string(), v.minLength(1)), ''), undefined), 'must not be empty')
})
test('a choice', () => {
  const choice = v.picklist(['links', 'in-place'])
  assert.equal(first(choice, 'lnks'), "must be 'links' or 'in-place', not 'lnks'; did you mean 'links'?")
  assert.equal(first(choice, 'zzz'), "must be 'links' or 'in-place', not 'zzz'")
  assert.equal(first(choice, 7), "must be 'links' or 'in-place', not a number")
  assert.equal(first(v.literal('a'), 'b'), "must be 'a', not 'b'; did you mean 'a'?")
})
test('a range, a length, a form', () => {
  assert.equal(first(v.pipe(v.number(), v.minValue(2)), 1), 'must be at least 2')
  assert.equal(first(v.pipe(v.number(), v.maxValue(2)), 3), 'must be at most 2')
  assert.equal(first(v.pipe(v.number(), v.integer()), 1.5), 'must be a whole number')
  assert.equal(first(v.pipe(v.array(v.string()), v.minLength(1)), []), 'must not be empty')
  assert.equal(first(v.pipe(v.array(v.string()), v.minLength(2)), []), 'must have at least 2 entries')
  assert.equal(first(v.pipe(v.string(), v.maxLength(1)), 'xx'), 'must have at most 1 characters')
  assert.equal(first(v.pipe(v.string(), v.regex(/^a/)), 'b'), 'has the wrong form')
  assert.equal(first(v.pipe(v.string(), v.url()), 'b'), 'must be a URL')
  assert.match(first(v.pipe(v.string(), v.email()), 'b'), /^has a value that is not allowed here/)
})
test("a driver's own words are kept, with what is there instead", () => {
  assert.equal(first(v.pipe(v.string(), v.check(() => false, 'is a secret key')), 'x'), 'is a secret key')
  assert.equal(first(v.string('must be a time, like "30s"'), 30), 'must be a time, like "30s", not a number')
})
test('E43 a choice that echoes is redacted', () => {
  const [issue] = v.safeParse(v.picklist(['a', 'b']), 'hunter2').issues ?? []
  assert.ok(issue)
  assert.equal(mistakeOf(issue, ['password']).says, "must be 'a' or 'b', not '***'")
})
test('the path goes on below the table', () => {
  const [issue] = v.safeParse(v.strictObject({ list: v.array(v.string()) }), { list: ['x', 1] }).issues ?? []
  assert.ok(issue)
  assert.deepEqual(mistakeOf(issue, ['trust', 0]).path, ['trust', 0, 'list', 1])
})
test('complaints about unknown keys are known as such', () => {
  const issues = v.safeParse(v.strictObject({ a: v.string() }), { b: 1 }).issues ?? []
  assert.deepEqual(issues.map(isUnknownKey), [false, true])
})
test('kinds of values', () => {
  assert.deepEqual([undefined, {}, 5n, true, null].map(kindOf), ['nothing', 'a table', 'a number', 'true or false', 'something else'])
})
