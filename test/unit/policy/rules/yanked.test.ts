import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withdrawn } from '../../../../src/policy/rules/yanked.ts'
import { aPin } from '../../../support/a-standing.ts'
import { objectionOf } from '../../../support/a-weighing.ts'

test('J37 what its publisher has withdrawn is not taken by itself, pinned or not', () => {
  const listed = { yanked: 'it eats data' }
  for (const rules of [{}, { pin: aPin('2.0.0') }]) {
    const objection = objectionOf(withdrawn, '2.0.0', { listed, rules })
    assert.deepEqual([objection?.verdict, objection?.because], ['no', '2.0.0 was withdrawn by its publisher: it eats data'])
    assert.match(objection?.next ?? '', /--force/)
  }
  assert.equal(objectionOf(withdrawn, '2.0.0'), null)
})
