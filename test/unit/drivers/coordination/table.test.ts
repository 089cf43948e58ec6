import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carryErrand, openCoordinator } from '../../../../src/drivers/coordination/table.ts'
import { aPlan } from '../../../support/a-plan.ts'
import { coordinationTools } from '../../../support/coordination-tools.ts'
import { sourceTools } from '../../../support/source-tools.ts'
import { throwsFailure } from '../../../support/throws.ts'

test('alone asks nobody and owes nothing', async () => {
  const tools = coordinationTools()
  assert.deepEqual(await openCoordinator({ kind: 'alone' }, tools).ask(aPlan()), { kind: 'yes' })
  await openCoordinator({ kind: 'alone' }, tools).done(aPlan())
  assert.deepEqual(tools.happened, [])
  assert.deepEqual(await carryErrand({ kind: 'alone' }, { kind: 'ask', holder: 'host' }, sourceTools(), new AbortController().signal), { kind: 'yes' })
})

test('a coordinator of a later version is named, not guessed', () => {
  for (const kind of ['fleet', 'constructor']) throwsFailure('CONFIG', /there is no coordinator/, () => openCoordinator({ kind }, coordinationTools()))
})
