import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { rollback } from '../../../../src/cli/verbs/rollback.ts'
import { aWorld } from '../../../support/scripted-world.ts'

test('it asks for a rollback with the reason', async () => {
  const world = aWorld()
  assert.equal(await runCli(['rollback', 'acme', '--reason', 'slow', '--force'], world), 0)
  assert.match(world.asked[0] ?? '', /^rollback "acme" \{"way":"back",.*"force":"yes".*"reason":"slow"\}$/)
})

test('it cannot be told where to fetch from: nothing is fetched', () => {
  assert.deepEqual(rollback.options.map((option) => option.flag), ['--dry-run', '--force', '--reason', '--user', '--json'])
})
