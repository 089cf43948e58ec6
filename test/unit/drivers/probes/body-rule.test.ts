import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bodyTrouble, type BodyRule } from '../../../../src/drivers/probes/body-rule.ts'

const nothing: BodyRule = { contains: undefined, equals: undefined, json: undefined }
const json = (body: string, rule: NonNullable<BodyRule['json']>): string | null => bodyTrouble(body, { ...nothing, json: rule })
test('g22 values are equal exactly: no truthiness, no inheritance, no near misses', () => {
  assert.equal(bodyTrouble('anything', nothing), null)
  assert.equal(json('{"a":{"b":[true,{"c":1}]}}', { 'a.b.0': true, 'a.b.1.c': 1 }), null)
  for (const [body, rule] of [['{"a":"true"}', { a: true }], ['{"a":1}', { a: '1' }], ['{"a":1}', { b: 1 }], ['{}', { constructor: 'x' }], ['{}', { '__proto__.x': 1 }], ['"ok"', { length: 2 }], ['null', { a: 1 }]] as const)
    assert.match(json(body, rule as NonNullable<BodyRule['json']>) ?? 'well', /its body says/, body)
  assert.equal(json('ok', { a: 1 }), 'its body is not JSON')
})
test('a body is never quoted beyond the value asked for', () => {
  assert.equal(json('{"a":{"token":"secret"}}', { a: 1 }), "its body says something else at 'a', not 1")
  assert.equal(bodyTrouble('secret', { ...nothing, contains: 'ok' }), "its body does not contain 'ok'")
  assert.equal(bodyTrouble(' ok\n', { ...nothing, equals: 'ok' }), null)
})
