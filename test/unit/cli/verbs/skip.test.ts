import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { skip, unskip } from '../../../../src/cli/verbs/skip.ts'
import { aWorld } from '../../../support/scripted-world.ts'

test('skip and unskip name the app and the version', async () => {
  const world = aWorld()
  assert.equal(await runCli([skip.name, 'acme', '2.0.0', '--reason', 'ill'], world), 0)
  assert.equal(await runCli([unskip.name, 'acme', '2.0.0'], world), 0)
  assert.deepEqual(world.asked, ['skip "acme" "2.0.0" "ill"', 'unskip "acme" "2.0.0"'])
})

test('what is not a version is refused before the world is asked', async () => {
  const world = aWorld()
  assert.equal(await runCli(['skip', 'acme', 'latest'], world), 64)
  assert.deepEqual(world.asked, [])
})
