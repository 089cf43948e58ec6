import assert from 'node:assert/strict'
import { test } from 'node:test'
import { alone } from '../../../../src/drivers/coordination/alone.ts'
import { aPlan } from '../../../support/a-plan.ts'

test('a host that is alone asks nobody, and owes nothing', async () => {
  assert.deepEqual(await alone().ask(aPlan()), { kind: 'yes' })
  await alone().done(aPlan())
})
