import assert from 'node:assert/strict'
import { test } from 'node:test'
import { statusLineOf } from '../../../src/cli/status-line.ts'
import { aWorld } from '../../support/scripted-world.ts'

test('only a changed text is sent, in order', async () => {
  const world = aWorld()
  const line = statusLineOf(world)
  for (const text of ['a', 'a', 'b', 'a']) line.show({ kind: 'note', text })
  await line.end()
  assert.deepEqual(world.statusLines, ['a', 'b', 'a'])
})

test('a download changes its text once in a thousandth or so, not with every packet', async () => {
  const world = aWorld()
  const line = statusLineOf(world)
  for (let received = 0; received <= 3000; received++) line.show({ kind: 'fetching', artifact: 'a', receivedBytes: received * 10_000, sizeBytes: 30_000_000 })
  await line.end()
  assert.ok(world.statusLines.length > 90 && world.statusLines.length < 400, String(world.statusLines.length))
})
