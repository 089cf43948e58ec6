import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { verify } from '../../../../src/cli/verbs/verify.ts'
import { aWorld } from '../../../support/scripted-world.ts'

test('the file, the app and the version are passed on', async () => {
  const world = aWorld()
  assert.equal(await runCli([verify.name, './a.tgz', '--app', 'jaco', '--to', 'v1.0.0'], world), 0)
  assert.equal(await runCli(['verify', './a.tgz'], world), 0)
  assert.deepEqual(world.asked, ['verify "jaco" "./a.tgz" "v1.0.0"', 'verify "acme" "./a.tgz" null'])
})

test('an empty file name, an impossible app and a strange version are refused', async () => {
  for (const argv of [['verify', ''], ['verify', 'f', '--app', '../x'], ['verify', 'f', '--to', 'latest'], ['verify']]) assert.equal(await runCli(argv, aWorld()), 64, argv.join(' '))
})
