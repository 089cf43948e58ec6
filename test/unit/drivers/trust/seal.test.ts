import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealed } from '../../../../src/drivers/trust/seal.ts'
import { seal } from '../../../../src/upgrade/verified.ts'

test('a sealed statement is a copy that cannot be changed, and its seal does not survive JSON', () => {
  const plain = { sha256: 'a' }
  const statement = sealed(plain)
  assert.equal(statement[seal], true)
  assert.throws(() => { (statement as { sha256: string }).sha256 = 'b' }, TypeError)
  plain.sha256 = 'c'
  assert.equal(statement.sha256, 'a')
  assert.equal(seal in (JSON.parse(JSON.stringify(statement)) as object), false)
})
