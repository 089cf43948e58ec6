import assert from 'node:assert/strict'
import { test } from 'node:test'
import { canonicalJson } from '../../../../src/formats/tuf/canonical.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('keys sorted, no white space, and nothing escaped but quotation marks and backslashes', () => {
  assert.equal(canonicalJson({ b: [1, true, null, -2], a: { z: 'é\n', y: 'say "x\\y"' } }).toString(), '{"a":{"y":"say \\"x\\\\y\\"","z":"é\n"},"b":[1,true,null,-2]}')
  assert.equal(canonicalJson({ B: 1, a: 2, _: 3 }).toString(), '{"B":1,"_":3,"a":2}')
  assert.equal(canonicalJson([]).toString(), '[]')
  assert.equal(canonicalJson(-0).toString(), '0')
})

test('a fraction has no such form', () => {
  throwsFailure('DATA', /the number 1\.5 cannot be signed/, () => canonicalJson({ a: 1.5 }))
})
