import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { channel } from '../../../../src/cli/verbs/channel.ts'
import { aWorld } from '../../../support/scripted-world.ts'

test('P8 channel follows another one, or only says which', async () => {
  const world = aWorld()
  assert.equal(await runCli([channel.name, 'acme', 'beta', '--reason', 'we test'], world), 0)
  assert.equal(await runCli([channel.name, 'acme'], world), 0)
  assert.deepEqual(world.asked, ['wish "acme" {"what":"channel","name":"beta","reason":"we test"}', 'channels "acme"'])
  assert.equal(world.finalEvents.length, 1)
})
test('what cannot be a channel is refused before the world is asked', async () => {
  const world = aWorld()
  assert.deepEqual([await runCli(['channel', 'acme', 'Beta!'], world), await runCli(['channel', 'acme', '1.2.3'], world)], [64, 64])
  assert.deepEqual(world.asked, [])
})
