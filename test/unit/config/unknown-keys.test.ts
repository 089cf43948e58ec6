import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as v from 'valibot'
import { knownKeys, unknownKeys, unknownSays } from '../../../src/config/unknown-keys.ts'

const inner = v.strictObject({ name: v.string() })
const schema = v.pipe(v.object({ list: v.optional(v.array(inner)), one: v.optional(inner), free: v.optional(v.record(v.string(), v.string())) }), v.check(() => true))

test('E34 every unknown key is found, at every depth', () => {
  const found = unknownKeys(schema, { lst: 1, list: [{ name: 'x' }, { nme: 'x', b: 2 }], one: { Name: 'x' }, free: { anything: 'x' } }, ['s'])
  assert.deepEqual(found.map(({ path }) => path.join('.')), ['s.lst', 's.list.1.nme', 's.list.1.b', 's.one.Name'])
  assert.equal(found[0]?.says, "unknown key; did you mean 'list'?")
})
test('E34 __proto__ and constructor are unknown keys like any other', () => {
  const found = unknownKeys(schema, JSON.parse('{"__proto__": {"name": "x"}, "constructor": 1}'), [])
  assert.deepEqual(found.map(({ path }) => path[0]), ['__proto__', 'constructor'])
})
test('what is no table has no keys', () => {
  assert.deepEqual(unknownKeys(v.string(), { a: 1 }, []), [])
  assert.deepEqual(unknownKeys(schema, 'text', []), [])
  assert.deepEqual(knownKeys(v.string()), [])
  assert.deepEqual(knownKeys(v.optional(schema)), ['list', 'one', 'free'])
})
test('E36 whoever looks for a switch that turns verification off is told that there is none', () => {
  for (const key of ['verify', 'verifiy', 'no_verify', 'skip_verification', 'skip-signature', 'insecure', 'insecure_skip_tls', 'allow_unsigned', 'unsafe', 'disable_trust', 'verified']) {
    assert.equal(unknownSays(key, ['kind']), 'unknown key; verification cannot be switched off in a file', key)
  }
  for (const key of ['deadline', 'sings', 'trusty_server']) assert.doesNotMatch(unknownSays(key, ['kind']), /verification/, key)
})
