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
  assert.deepEqual(rollback.options.map((option) => option.flag), ['--to', '--dry-run', '--force', '--reason', '--user', '--json'])
})

test('P15 it can be told which version, also one that never had a name of its own', async () => {
  const world = aWorld()
  assert.equal(await runCli(['rollback', 'acme', '--to', '1.4.1'], world), 0)
  assert.equal(await runCli(['rollback', 'acme', '--to', 'adopted-0123456789ab'], world), 0)
  assert.match(world.asked[0] ?? '', /"way":"back","version":"1\.4\.1"/)
  assert.match(world.asked[1] ?? '', /"version":"adopted-0123456789ab"/)
  for (const typed of ['newest', 'adopted-xyz', 'adopted-../../etc']) assert.equal(await runCli(['rollback', 'acme', '--to', typed], world), 64, typed)
  assert.equal(await runCli(['upgrade', 'acme', '--to', 'adopted-0123456789ab'], world), 64, 'no source has such a release')
})
