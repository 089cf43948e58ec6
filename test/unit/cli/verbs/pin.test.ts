import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { pin, unpin } from '../../../../src/cli/verbs/pin.ts'
import { aWorld } from '../../../support/scripted-world.ts'

test('P8 pin names a version as releases are called (P10), or means the live one', async () => {
  const world = aWorld()
  assert.equal(await runCli([pin.name, 'acme', 'v1.4.2', '--reason', 'ticket'], world), 0)
  assert.equal(await runCli([pin.name, 'acme'], world), 0)
  assert.equal(await runCli([unpin.name, 'acme'], world), 0)
  assert.deepEqual(world.asked, ['wish "acme" {"what":"pin","version":"1.4.2","reason":"ticket"}', 'wish "acme" {"what":"pin","version":null,"reason":null}', 'wish "acme" {"what":"unpin"}'])
})
test('what is no version, or no app, is refused before the world is asked', async () => {
  const world = aWorld()
  assert.deepEqual([await runCli(['pin', 'acme', 'latest'], world), await runCli(['pin', '1.4.2'], world), await runCli(['pin'], world)], [64, 64, 64])
  assert.deepEqual(world.asked, [])
})
