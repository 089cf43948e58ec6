import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { list } from '../../../../src/cli/verbs/list.ts'
import { aListReport, aWorld, saidOn } from '../../../support/scripted-world.ts'

test('it asks about one app, and says what lies there', async () => {
  const world = aWorld()
  assert.equal(await runCli([list.name, 'acme'], world), 0)
  assert.deepEqual(world.asked, ['list "acme"'])
  assert.match(saidOn(world, 1), /^VERSION .*\n2\.0\.0 .* live /)
})

test('with --json everything that is known', async () => {
  const world = aWorld()
  await runCli([list.name, '--json'], world)
  assert.deepEqual(JSON.parse(saidOn(world, 1)), aListReport())
})
