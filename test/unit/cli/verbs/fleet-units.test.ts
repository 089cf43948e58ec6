import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runTree } from '../../../../src/cli/tree.ts'
import { aWorld } from '../../../support/scripted-world.ts'

test('the units carry an errand, and repay what is owed', async () => {
  const world = aWorld()
  assert.deepEqual([await runTree(['lease', '--', 'acme'], world), await runTree(['repay'], world)], [0, 0])
})

test('what is still owed is said, and systemd starts the unit again', async () => {
  const world = aWorld({ repay: () => Promise.resolve([{ app: 'acme', because: 'connection refused' }]) })
  assert.equal(await runTree(['repay'], world), 75)
  assert.match(JSON.stringify(world.said), /the fleet's lock of 'acme' could not be let go of yet: connection refused/)
})
