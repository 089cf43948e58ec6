import assert from 'node:assert/strict'
import { test } from 'node:test'
import { runCli } from '../../../../src/cli/cli.ts'
import { status } from '../../../../src/cli/verbs/status.ts'
import { failure } from '../../../../src/errors.ts'
import { aWorld, saidOn } from '../../../support/scripted-world.ts'

test('one app is one object, all apps are a list, of one too', async () => {
  const one = aWorld()
  await runCli([status.name, 'acme', '--json'], one)
  assert.equal(JSON.parse(saidOn(one, 1)).app, 'acme')
  const all = aWorld()
  await runCli(['status', '--json'], all)
  assert.equal(JSON.parse(saidOn(all, 1)).length, 1)
})

test('all apps are asked in order', async () => {
  const world = aWorld({ apps: () => Promise.resolve(['a', 'b']) })
  await runCli(['status'], world)
  assert.deepEqual(world.asked, ['status "a"', 'status "b"'])
})

test('an app that is not configured is refused before its status is asked for', async () => {
  const world = aWorld({ chooseApp: () => Promise.reject(failure('CONFIG', "there is no app 'x'")) })
  assert.equal(await runCli(['status', 'x'], world), 78)
  assert.deepEqual(world.asked, [])
})
