import assert from 'node:assert/strict'
import { test } from 'node:test'
import { unusable } from '../../../../src/policy/rules/usable.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

test('what the list says this machine cannot use is not fetched; what was fetched and verified is usable', () => {
  const listed = { unusable: 'there is no archive for arm64' }
  assert.equal(objectionOf(unusable, '2.0.0', { listed })?.because, '2.0.0 cannot be used here: there is no archive for arm64')
  assert.equal(objectionOf(unusable, '2.0.0', { listed, sha256: 'bb' }), null)
  assert.equal(objectionOf(unusable, '2.0.0'), null)
})
