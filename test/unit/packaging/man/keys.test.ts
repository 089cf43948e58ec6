import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { keysOf } from '../../../../packaging/man/keys.ts'

const schema = v.pipe(v.strictObject({
  kind: v.pipe(v.literal('x'), v.description('a kind')),
  must: v.string(),
  may: v.optional(v.pipe(v.picklist(['a', 'b']), v.description('a choice')), 'a'),
  open: v.optional(v.pipe(v.array(v.pipe(v.string(), v.minLength(1))), v.description('a list'))),
  number: v.optional(v.number(), 3),
  either: v.union([v.string(), v.array(v.string())]),
}), v.check(() => true))

test('names, types, defaults, presence and descriptions are read out of a schema, through pipes and optionals', () => {
  assert.deepEqual(keysOf(schema), [
    { name: 'kind', type: '"x"', default: null, presence: 'required', description: 'a kind' },
    { name: 'must', type: 'text', default: null, presence: 'required', description: null },
    { name: 'may', type: '"a" or "b"', default: '"a"', presence: 'optional', description: 'a choice' },
    { name: 'open', type: 'list of text', default: null, presence: 'optional', description: 'a list' },
    { name: 'number', type: 'whole number', default: '3', presence: 'optional', description: null },
    { name: 'either', type: 'text or list of text', default: null, presence: 'required', description: null },
  ])
})

test('what is no table is no section', () => { assert.throws(() => keysOf(v.string()), /has no keys/) })
