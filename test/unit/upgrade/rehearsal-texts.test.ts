import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rehearsedAs } from '../../../src/upgrade/rehearsal-texts.ts'
import { aPlan } from '../../support/a-plan.ts'

test('a staged program is named by its new file, and runs as whom it is said to, else as the daemon does', () => {
  const plan = aPlan()
  const command = { argv: ['{new:acme0}', 'check', '{release}/x', '{transaction}'], user: null, timeoutMs: 1500 } as const
  assert.deepEqual(rehearsedAs(command, plan, 'acme', 64), { argv: [plan.files[0].newPath, 'check', `${plan.to.directory}/x`, '{transaction}'], user: 'acme', timeoutSeconds: 2, outputBytesMax: 64 })
  assert.equal(rehearsedAs({ ...command, user: 'nobody' }, plan, 'acme', 64).user, 'nobody')
})
