import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { hold, unhold } from '../../../../src/cli/verbs/hold.ts'
import { aWorld } from '../../../support/scripted-world.ts'

test('P8 hold says until when and why, or neither', async () => {
  const world = aWorld()
  assert.equal(await runCli([hold.name, 'acme', '--until', '2026-12-01T00:00:00Z', '--reason', 'freeze'], world), 0)
  assert.equal(await runCli([hold.name, 'acme', '--for', '2h'], world), 0)
  assert.equal(await runCli([hold.name, 'acme'], world), 0)
  assert.equal(await runCli([unhold.name, 'acme'], world), 0)
  assert.deepEqual(world.asked, [
    `wish "acme" {"what":"hold","untilMs":${Date.UTC(2026, 11, 1)},"reason":"freeze"}`, `wish "acme" {"what":"hold","untilMs":${Date.UTC(2026, 10, 21, 14)},"reason":null}`,
    'wish "acme" {"what":"hold","untilMs":null,"reason":null}', 'wish "acme" {"what":"unhold"}',
  ])
})
test('a mistake in the moment is refused before the world is asked', async () => {
  const world = aWorld()
  assert.deepEqual([await runCli(['hold', 'acme', '--until', 'soon'], world), await runCli(['hold', 'acme', '--for', '2'], world)], [64, 64])
  assert.deepEqual(world.asked, [])
})
