import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openCoordinator } from '../../../../src/drivers/coordination/table.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('alone is there', async () => {
  assert.deepEqual(await openCoordinator({ kind: 'alone' }).ask(aPlan()), { kind: 'yes' })
})

test('a coordinator of a later version is named, not guessed', () => {
  for (const kind of ['fleet', 'constructor']) throwsFailure('CONFIG', /there is no coordinator/, () => openCoordinator({ kind }))
})
